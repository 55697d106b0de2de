import { expect, it } from 'vitest';
import { ExecutorBench } from './bench.ts';
import { executorContract } from './contract.ts';
import { isolationContract } from './isolation.ts';
import { rogues } from './rogues-module.ts';
import { workers } from './workers.ts';

executorContract('in processes', workers('process'));
isolationContract('process');

it.each([
  ['SIGKILL', 'SIGKILL', 'Where nobody did so on purpose, the system was out of memory.'],
  ['SIGSEGV', 'SIGSEGV', 'It crashed, most likely in native code that it uses.'],
  ['abort', 'SIGABRT', 'It crashed, most likely in native code that it uses.'],
])('a process that dies by %s is told of by its signal', async (signal, name, next) => {
  const bench = await ExecutorBench.open(workers('process'));
  const job = bench.job('Signals', { signal }, { task: { module: rogues, name: 'Signals' } });
  expect((await bench.execute(job)).error).toMatchObject({
    code: 'WORKER_KILLED',
    message: `Signals did not come to its end: its process was killed by ${name}.`,
    next,
  });
});

it('a child of a dead worker that holds its output open holds nobody up', async () => {
  const bench = await ExecutorBench.open(workers('process'));
  const job = bench.job('Leaves', {}, { task: { module: rogues, name: 'Leaves' } });
  expect(await bench.execute(job)).toMatchObject({ status: 'failed', error: { code: 'WORKER_KILLED' } });
});
