import { describe, expect, it } from 'vitest';
import { ExecutorBench } from './bench.ts';
import { executorContract } from './contract.ts';
import { isolationContract } from './isolation.ts';
import { rogues } from './rogues-module.ts';
import { workers } from './workers.ts';

executorContract('in processes', workers('process'));
isolationContract('process');

describe('isolation of tasks in a process: killed workers', () => {
  it.each([
    ['SIGKILL', 'SIGKILL', 'Where nobody did so on purpose, the system was out of memory.'],
    ['SIGSEGV', 'SIGSEGV', 'It crashed, most likely in native code that it uses.'],
    ['abort', 'SIGABRT', 'It crashed, most likely in native code that it uses.'],
  ])('reports the signal when a process dies by %s', async (signal, name, next) => {
    const bench = await ExecutorBench.open(workers('process'));
    const job = bench.job('Signals', { signal }, { task: { module: rogues, name: 'Signals' } });
    expect((await bench.execute(job)).error).toMatchObject({
      code: 'WORKER_KILLED',
      message: `Signals did not come to its end: its process was killed by ${name}.`,
      next,
    });
  });

  it('does not wait for a child of a dead worker that holds its output open', async () => {
    const bench = await ExecutorBench.open(workers('process'));
    const job = bench.job('Leaves', {}, { task: { module: rogues, name: 'Leaves' } });
    expect(await bench.execute(job)).toMatchObject({ status: 'failed', error: { code: 'WORKER_KILLED' } });
  });
});
