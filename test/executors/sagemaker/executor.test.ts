import { describe, expect, it } from 'vitest';
import { type Faults, executorOf, jobOf as job, openBench as open } from './bench.ts';

describe('SageMaker executor', () => {
  it.each<[string, Faults]>([
    ['the answer to its creation is lost', [{ kind: 'cut-after', operation: 'CreateProcessingJob', at: 0 }]],
    ['a 500 comes after the effect', [{ kind: 'error-after', operation: 'CreateProcessingJob', at: 0 }]],
    ['a 500 comes before it', [{ kind: 'error-before', operation: 'CreateProcessingJob', at: [0, 1] }]],
    ['it is throttled', [{ kind: 'throttle', operation: 'CreateProcessingJob', at: [0, 1] }]],
    ['the account is at its limit for a while', [{ kind: 'limit', operation: 'CreateProcessingJob', at: [0, 1, 2] }]],
    [
      'the answer is lost and nobody has heard of it yet',
      [
        { kind: 'cut-after', operation: 'CreateProcessingJob', at: 0 },
        { kind: 'unseen', operation: 'DescribeProcessingJob', at: 0 },
      ],
    ],
    ['lists are empty', [{ kind: 'unseen', operation: 'ListProcessingJobs' }]],
    ['pages are empty and have a token', [{ kind: 'empty-page', operation: 'ListProcessingJobs', at: [0, 1] }]],
    ['descriptions are stale', [{ kind: 'stale', operation: 'DescribeProcessingJob', at: [0, 1] }]],
    ['lists fail', [{ kind: 'error-before', operation: 'ListProcessingJobs', at: [0, 1] }]],
    ['its answer is late', [{ kind: 'outputs-late', operation: 'CreateProcessingJob', at: 0 }]],
  ])('runs one job and returns its result, although %s', async (_, faults) => {
    const bench = await open({ faults });
    const result = await bench.start(executorOf(bench), job('Echo', { value: 7 }));
    expect(result.error).toBeNull();
    expect(await bench.read(result)).toBe(7);
    expect(bench.aws.sagemaker.jobs.map(({ status, starts }) => [status, starts])).toEqual([['Completed', 1]]);
    const [known] = await bench.record.jobs.list();
    expect(known).toMatchObject({ state: 'completed', instance: 'ml.m5.large' });
  });

  it('creates a job again, under another name, until an instance is available', async () => {
    const bench = await open({ faults: [{ kind: 'capacity', operation: 'CreateProcessingJob', at: [0, 1] }] });
    const result = await bench.start(executorOf(bench), job('Echo', { value: 7 }));
    expect(await bench.read(result)).toBe(7);
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(['Failed', 'Failed', 'Completed']);
    expect(new Set(bench.aws.sagemaker.jobs.map(({ name }) => name)).size).toBe(3);
  });

  it.each<[string, Faults]>([
    ['limit', [{ kind: 'limit' }]],
    ['capacity', [{ kind: 'capacity' }]],
  ])('fails with the timeout of the task when no instance becomes available: %s', async (_, faults) => {
    const bench = await open({ faults });
    const result = await bench.start(executorOf(bench), job('Echo', { value: 7 }, { timeout: 500 }));
    expect(result).toMatchObject({ status: 'failed', error: { code: 'SAGEMAKER_NO_INSTANCE' } });
    expect(result.error!.message).toMatch(/^No ml\.m5\.large came for Echo\(…\) within [^:]+: /);
  });

  it.each<[string, Faults, string]>([
    ['its container fails', [{ kind: 'exit' }], 'SAGEMAKER_CONTAINER_FAILED'],
    ['its container is killed', [{ kind: 'kill' }], 'SAGEMAKER_CONTAINER_FAILED'],
    ['there is no such role', [], 'SAGEMAKER_REFUSED'],
  ])('reports the cause when %s', async (_, faults, code) => {
    const bench = await open({ faults, ...(code === 'SAGEMAKER_REFUSED' && { roles: [] }) });
    const result = await bench.start(executorOf(bench), job('Echo'));
    expect(result).toMatchObject({ status: 'failed', output: null, error: { code } });
  });

  it('fails a completed job without a result after a grace period', async () => {
    const bench = await open({ faults: [{ kind: 'outputs-missing' }] });
    const result = await bench.start(executorOf(bench, { answerGrace: 500 }), job('Echo'));
    expect(result).toMatchObject({ status: 'failed', error: { code: 'SAGEMAKER_RESULT_MISSING' } });
  });

  it('returns the result of a job that is killed after it answered', async () => {
    const bench = await open({ faults: [{ kind: 'kill-after' }] });
    const result = await bench.start(executorOf(bench), job('Echo', { value: 3 }));
    expect(await bench.read(result)).toBe(3);
  });

  it('runs several nodes in one job when the task sets batch, each with its own result', async () => {
    const bench = await open();
    const executor = executorOf(bench);
    const results = await Promise.all([1, -1, 3, 4].map((value) => bench.start(executor, job('Small', { value }))));
    expect(results.map(({ status }) => status)).toEqual(['ran', 'failed', 'ran', 'ran']);
    expect(results[1]!.error).toMatchObject({ name: 'RangeError', message: 'below nothing' });
    expect(await Promise.all([results[0]!, results[2]!, results[3]!].map(bench.read))).toEqual([2, 6, 8]);
    // One of three, and the one that was left.
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status).toSorted()).toEqual(['Completed', 'Failed']);
    const jobs = await bench.record.jobs.list();
    expect(jobs.map(({ nodes }) => nodes.length).toSorted()).toEqual([1, 3]);
  });

  it('retries a training job on spot capacity after an interruption, and returns its result', async () => {
    const bench = await open({ faults: [{ kind: 'spot-after', operation: 'CreateTrainingJob', at: 0 }] });
    const result = await bench.start(executorOf(bench), job('Trains'));
    expect(await bench.read(result)).toBe('trained');
    expect(bench.aws.sagemaker.jobs).toMatchObject([{ kind: 'training', status: 'Completed', starts: 2 }]);
  });

  it('stops a cancelled job, and names the next step if the job goes on', async () => {
    const bench = await open({ faults: [{ kind: 'stop-ignored' }] });
    const executor = bench.executor({ stopGrace: 300 });
    const cancel = new AbortController();
    const heard = Promise.withResolvers<void>();
    const running = bench.start(executor, job('Waits'), { signal: cancel.signal, progress: () => heard.resolve() });
    await heard.promise;
    cancel.abort(new Error('that is enough'));
    const result = await running;
    expect(result).toMatchObject({
      status: 'cancelled',
      error: { code: 'SAGEMAKER_STILL_RUNNING', next: expect.stringContaining('clew jobs clean') },
    });
    const [left] = await bench.record.jobs.list({ open: true });
    expect(left).toMatchObject({ state: 'running' });
    await executor.close();
    // It is not settled with its run: it is there to be cleaned up, with all that it was sent.
    expect(await bench.record.jobs.list({ open: true })).toHaveLength(1);
    expect(await bench.driver.size(`.jobs/${left!.name}/job/job.json`)).toBeGreaterThan(0);
  });

  it('repeats a stop request that was ignored once', async () => {
    const bench = await open({ faults: [{ kind: 'stop-ignored', at: 0 }] });
    const executor = executorOf(bench, { stopGrace: 900 });
    const cancel = new AbortController();
    const heard = Promise.withResolvers<void>();
    const running = bench.start(executor, job('Waits'), { signal: cancel.signal, progress: () => heard.resolve() });
    await heard.promise;
    cancel.abort(new Error('that is enough'));
    expect(await running).toMatchObject({ status: 'cancelled', error: { message: 'stopped in the middle' } });
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(['Stopped']);
  });

  it('cancels a job that waits to be created without any request', async () => {
    const bench = await open();
    const settings = { ...bench.settings, rates: { ...bench.settings.rates, create: 0.01 } };
    const executor = executorOf(bench, { settings });
    const cancel = new AbortController();
    const heard = Promise.withResolvers<void>();
    const rest = { signal: cancel.signal, progress: () => heard.resolve() };
    const running = [1, 2, 3].map((part) => bench.start(executor, job('Waits', { answer: `${part}` }), rest));
    await heard.promise;
    cancel.abort(new Error('that is enough'));
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual(Array(3).fill('cancelled'));
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(['Stopped']);
    const asked = bench.aws.sagemaker.requests.flatMap(({ job: name }) => name ?? []);
    expect(new Set(asked.map((name) => name.split('/')[0])).size).toBe(1);
    expect((await bench.record.jobs.list()).map(({ state }) => state).toSorted()).toEqual([
      'absent',
      'absent',
      'stopped',
    ]);
  });

  it('leaves settled jobs and empty mailboxes after a run', async () => {
    const bench = await open();
    const executor = bench.executor();
    await Promise.all([1, 2].map((value) => bench.start(executor, job('Echo', { value }))));
    await executor.close();
    expect(await bench.record.jobs.list({ open: true })).toEqual([]);
    const keys: string[] = [];
    for await (const key of bench.driver.list('.jobs/')) keys.push(key);
    expect(keys).toEqual([]);
  });

  it('sends one list request for all jobs of an interval, and one describe request for each', async () => {
    const bench = await open();
    const executor = executorOf(bench, { verbose: false });
    await Promise.all(Array.from({ length: 8 }, (_, value) => bench.start(executor, job('Echo', { value }))));
    const asked = Map.groupBy(bench.aws.sagemaker.requests, ({ operation }) => operation);
    expect(asked.get('CreateProcessingJob')).toHaveLength(8);
    expect(asked.get('DescribeProcessingJob')).toHaveLength(8);
    expect([...asked.keys()].toSorted()).toEqual([
      'CreateProcessingJob',
      'DescribeProcessingJob',
      'ListProcessingJobs',
    ]);
  });

  it('shares the poller with other runs of the process, which go on after one has ended', async () => {
    const bench = await open();
    const settings = { ...bench.settings, sweep: '300 ms' } as const;
    const executors = [1, 2, 3, 4].map(() =>
      bench.executor({ settings, verbose: false, jobs: { ...bench.record.jobs } }),
    );
    const results = executors.map((executor, value) =>
      bench.start(executor, job('Echo', { value }, { run: `run-${value}` })),
    );
    await executors[0]!.close();
    expect(await Promise.all(results.map(async (result) => bench.read(await result)))).toEqual([0, 1, 2, 3]);
    await Promise.all(executors.slice(1).map((executor) => executor.close()));
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(Array(4).fill('Completed'));
  });
});
