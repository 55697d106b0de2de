import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { defaultJob } from '../../../src/executors/sagemaker/defaults.ts';
import type { Existing } from '../../../src/executors/sagemaker/running-job.ts';
import { launch } from '../../../src/executors/sagemaker/launch.ts';
import { Mailbox } from '../../../src/executors/sagemaker/mailbox.ts';
import { jobName } from '../../../src/executors/sagemaker/job-name.ts';
import { Service } from '../../../src/executors/sagemaker/service.ts';
import type { TaskJob } from '../../../src/runtime/job.ts';
import { aRun } from '../../contract/record/made.ts';
import { type Bench, type Faults, executorOf, jobOf, openBench } from './bench.ts';

/** What a driver leaves that is killed right after it has created a job. */
async function orphan(bench: Bench, jobs: readonly TaskJob[]): Promise<Existing> {
  const service = new Service(bench.settings, bench.record.jobs);
  const { signal } = new AbortController();
  const launching = { jobs, on: defaultJob, turn: 1, signal, deadline: Infinity, interval: 20 };
  try {
    return await launch(launching, bench.siteOf(), service);
  } finally {
    service.close();
  }
}

/** What one leaves that is killed right before it would have created it. */
async function unborn(bench: Bench, job: TaskJob): Promise<string> {
  const { profile, layer, version, process } = bench.siteOf();
  const { run, node, identity, attempt, componentRun, task } = job;
  const name = jobName({ task: task.name, run, nodes: [job], turn: 1 });
  await new Mailbox(bench.driver, name).send({ clew: version, name, profile, layer, jobs: [job] });
  const nodes = [{ identity, componentRun, sentAs: componentRun, task: task.name, node, attempt }];
  const about = { kind: 'processing', region: 'us-east-1', instance: 'ml.m5.large', layer, run, process };
  await bench.record.jobs.begin({ name, ...about, createdAt: Date.now(), nodes });
  return name;
}

const over = async (bench: Bench, status: string): Promise<void> => {
  while (bench.aws.sagemaker.jobs[0]?.status !== status) await wait(10);
};

const later = (job: TaskJob, rest: Partial<TaskJob> = {}): TaskJob =>
  jobOf(job.task.name, {}, { ...job, run: 'run-2', componentRun: jobOf('Echo').componentRun, ...rest });

describe('SageMaker executor: adoption of jobs', () => {
  it('waits for a job of a killed driver, and records its result for the waiting attempt', async () => {
    const bench = await openBench();
    const old = jobOf('Stores', {}, { storage: 's3', run: 'run-dead' });
    await orphan(bench, [old]);
    const now = later(old);
    const result = await bench.start(executorOf(bench), now);
    const mark = now.componentRun.slice('cr-'.length);
    expect(result).toMatchObject({ status: 'ran', output: { id: `art-${mark}` }, stored: [{ id: `art-${mark}.1` }] });
    const value = (await bench.read(result)) as { deep: { weights: { read(): Promise<Uint8Array> } }[] };
    expect(await value.deep[0]!.weights.read()).toHaveLength(100_000);
    expect(bench.aws.sagemaker.jobs).toHaveLength(1);
    expect(await bench.record.jobs.of(now.componentRun)).toMatchObject({ run: 'run-2', state: 'completed' });
  });

  it('takes the result of a job that has ended since', async () => {
    const bench = await openBench();
    const old = jobOf('Echo', { value: 5 }, { run: 'run-dead' });
    await orphan(bench, [old]);
    await over(bench, 'Completed');
    const executor = bench.executor();
    expect(await bench.read(await bench.start(executor, later(old)))).toBe(5);
    await executor.close();
    expect(bench.aws.sagemaker.jobs).toHaveLength(1);
    expect(await bench.record.jobs.list({ open: true })).toEqual([]);
  });

  it.each<[string, Faults]>([
    ['under its own name', []],
    ['although lists and descriptions are late', [{ kind: 'unseen', at: [0, 1] }]],
    ['although the answer is lost', [{ kind: 'cut-after', operation: 'CreateProcessingJob', at: 0 }]],
  ])('creates a recorded job that was perhaps never created, %s', async (_, faults) => {
    const bench = await openBench();
    const old = jobOf('Echo', { value: 5 }, { run: 'run-dead' });
    const name = await unborn(bench, old);
    bench.aws.sagemaker.faults = faults;
    expect(await bench.read(await bench.start(executorOf(bench), later(old)))).toBe(5);
    expect(bench.aws.sagemaker.jobs.map((job) => job.name)).toEqual([name]);
  });

  it('does not create a job twice that exists but is not shown yet', async () => {
    const bench = await openBench();
    const old = jobOf('Echo', { value: 5 }, { run: 'run-dead' });
    await orphan(bench, [old]);
    bench.aws.sagemaker.faults = [{ kind: 'unseen', operation: 'DescribeProcessingJob', at: 0 }];
    expect(await bench.read(await bench.start(executorOf(bench), later(old)))).toBe(5);
    expect(bench.aws.sagemaker.jobs.map(({ status, starts }) => [status, starts])).toEqual([['Completed', 1]]);
  });

  it('runs the node again when the adopted job has failed', async () => {
    const bench = await openBench({ faults: [{ kind: 'exit', at: 0 }] });
    const old = jobOf('Echo', { value: 5 }, { run: 'run-dead' });
    await orphan(bench, [old]);
    await over(bench, 'Failed');
    expect(await bench.read(await bench.start(executorOf(bench), later(old)))).toBe(5);
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(['Failed', 'Completed']);
  });

  it('stops the old job and starts a new one when the run forces the node', async () => {
    const bench = await openBench();
    const old = jobOf('Waits', {}, { run: 'run-dead' });
    await orphan(bench, [old]);
    while (bench.aws.sagemaker.jobs[0]?.starts !== 1) await wait(10);
    const cancel = new AbortController();
    const result = bench.start(executorOf(bench), later(old, { fresh: true }), {
      signal: cancel.signal,
      progress: () => cancel.abort(new Error('enough')),
    });
    expect(await result).toMatchObject({ status: 'cancelled' });
    expect(bench.aws.sagemaker.jobs.map(({ status }) => status)).toEqual(['Stopped', 'Stopped']);
  });

  it('adopts a running job of a task with cache: false, and runs the task again when the job has ended', async () => {
    const bench = await openBench();
    const old = jobOf('Sends', {}, { run: 'run-dead' });
    await orphan(bench, [old]);
    await over(bench, 'Completed');
    expect(await bench.read(await bench.start(executorOf(bench), later(old)))).toBe('sent');
    expect(bench.aws.sagemaker.jobs).toHaveLength(2);

    const slow = await openBench({ pace: 200 });
    await orphan(slow, [old]);
    expect(await slow.read(await slow.start(executorOf(slow), later(old)))).toBe('sent');
    expect(slow.aws.sagemaker.jobs).toHaveLength(1);
  });

  it('finds the result of each node of a shared job', async () => {
    const bench = await openBench();
    const old = [1, 2, -3].map((value) => jobOf('Small', { value }, { run: 'run-dead' }));
    await orphan(bench, old);
    const executor = executorOf(bench);
    const results = await Promise.all(old.map((job) => bench.start(executor, later(job))));
    expect(results.map(({ status }) => status)).toEqual(['ran', 'ran', 'failed']);
    expect(await Promise.all(results.slice(0, 2).map(bench.read))).toEqual([2, 4]);
    expect(bench.aws.sagemaker.jobs).toHaveLength(1);
  });

  it('does not take a job from a driver that is alive', async () => {
    const bench = await openBench();
    const { record } = bench;
    const start = aRun('run-alive');
    await record.startRun(start);
    await record.join({ process: start.process.id, run: 'run-alive' });
    const old = jobOf('Echo', { value: 5 }, { run: 'run-alive' });
    const service = new Service(bench.settings, record.jobs);
    const { signal } = new AbortController();
    const launching = { jobs: [old], on: defaultJob, turn: 1, signal, deadline: Infinity, interval: 20 };
    await launch(launching, bench.siteOf({ process: start.process.id }), service);
    service.close();
    expect(await bench.read(await bench.start(executorOf(bench), later(old)))).toBe(5);
    expect(bench.aws.sagemaker.jobs).toHaveLength(2);
    expect(await record.jobs.of(old.componentRun)).toMatchObject({ run: 'run-alive', driver: 'alive' });
  });

  it('stops the job of a killed run at the end of a later run that did not need it', async () => {
    const bench = await openBench();
    for (const run of ['run-dead', 'run-2']) await bench.record.startRun(aRun(run));
    const old = jobOf('Waits', {}, { run: 'run-dead' });
    await orphan(bench, [old]);
    const executor = bench.executor();
    await bench.start(executor, jobOf('Echo', { value: 5 }, { run: 'run-2' }));
    await executor.close();
    await over(bench, 'Stopped');
    expect(await bench.record.jobs.list({ open: true })).toEqual([]);
  });
});
