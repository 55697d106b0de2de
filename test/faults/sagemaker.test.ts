import { describe, expect, it } from 'vitest';
import type { TaskResult } from '../../src/runtime/job.ts';
import { sageMakerFaults } from '../../src/testing/sagemaker/faults.ts';
import type { SageMakerFaultKind } from '../../src/testing/sagemaker/sagemaker-options.ts';
import { type Bench, jobOf, openBench } from '../executors/sagemaker/bench.ts';
import { openShop } from '../support/shop.ts';
import { start, stride } from '../support/size.ts';

/** Two side by side, one of them a training job on spot capacity, and one after them. */
async function workflow(bench: Bench, kind: SageMakerFaultKind): Promise<TaskResult[]> {
  // What never comes is not waited for long; what is late comes, however busy the machine is.
  const answerGrace = kind === 'outputs-missing' ? 300 : 20_000;
  const settings = { ...bench.settings, sweep: '100 ms' } as const;
  const executor = bench.executor({ answerGrace, verbose: false, settings });
  try {
    const first = await Promise.all(
      [jobOf('Echo', { value: 1 }), jobOf('Trains')].map((job) => bench.start(executor, job)),
    );
    return [...first, await bench.start(executor, jobOf('Echo', { value: 2 }))];
  } finally {
    await executor.close();
  }
}

/** What becomes of a node that meets it; of all others, nothing does. */
const fatal: Partial<Record<SageMakerFaultKind, readonly string[]>> = {
  exit: ['SAGEMAKER_CONTAINER_FAILED'],
  // A training job tells how its container was killed.
  kill: ['SAGEMAKER_CONTAINER_FAILED', 'OUT_OF_MEMORY'],
  'outputs-missing': ['SAGEMAKER_RESULT_MISSING'],
};

/** Nothing is stopped here: `test/executors/sagemaker/executor.test.ts` has that. */
const kinds = sageMakerFaults.kinds.filter((kind) => kind !== 'stop-ignored');

/** Whether the fault was met at all: there are so many requests. */
async function faultAt(kind: SageMakerFaultKind, at: number): Promise<boolean> {
  const bench = await openBench({ faults: [{ kind, at }] });
  const results = await workflow(bench, kind);
  const { jobs, requests } = bench.aws.sagemaker;
  const isMet = requests.some(({ fault }) => fault === kind);
  const failed = results.filter(({ status }) => status !== 'ran');
  const codes = (isMet && fatal[kind]) || [];
  expect({ at, codes: failed.map(({ error }) => error!.code) }).toEqual({
    at,
    codes: codes.length > 0 ? [expect.toBeOneOf([...codes])] : [],
  });
  const values = await Promise.all(results.map((result) => (result.output ? bench.read(result) : undefined)));
  expect(values.filter((value, i) => value !== [1, 'trained', 2][i])).toHaveLength(failed.length);
  // One that found no instance is made again; nothing else ever is.
  expect(jobs).toHaveLength(isMet && kind === 'capacity' ? 4 : 3);
  expect(jobs.filter(({ status }) => status === 'InProgress' || status === 'Stopping')).toEqual([]);
  expect(await bench.record.jobs.list({ open: true })).toEqual([]);
  await bench.close();
  return isMet;
}

/** Most of the time, they wait. */
const atOnce = 4;

describe('SageMaker executor, faults at every request', () => {
  it.each(kinds)('one job gives each result after a fault at any request: %s', { timeout: 90_000 }, async (kind) => {
    // Some are met by the first request alone that they are for.
    let met = (await faultAt(kind, 0)) ? 1 : 0;
    for (let at = start || stride, isMet = true; isMet; at += atOnce * stride) {
      const all = await Promise.all(Array.from({ length: atOnce }, (_, i) => faultAt(kind, at + i * stride)));
      met += all.filter(Boolean).length;
      isMet = all.every(Boolean);
    }
    expect(met).toBeGreaterThan(0);
  });

  it('resumes all jobs after the driver was killed at any request', { timeout: 240_000 }, async () => {
    const command = 'run-workflow workflow.ts Total --on sagemaker';
    for (let at = start; ; at += stride) {
      let seen = 0;
      let kill: (() => void) | undefined;
      const shop = await openShop({
        onRequest: () => {
          if (seen++ === at) kill?.();
        },
      });
      const run = shop.project.start(command, { env: shop.env });
      kill = () => run.child.kill('SIGKILL');
      const { signal } = await run.ended;
      kill = undefined;
      const again = await shop.project.json(command, { env: shop.env });
      expect({ at, status: again.status, output: again.output }).toEqual({ at, status: 'succeeded', output: 10 });
      expect(shop.aws.sagemaker.jobs.map(({ status, starts }) => [status, starts])).toEqual([
        ['Completed', 1],
        ['Completed', 1],
      ]);
      const { jobs } = await shop.project.json('clew jobs --open', { env: shop.env });
      expect(jobs).toEqual([]);
      await shop.aws.close();
      if (signal === null) return expect(at).toBeGreaterThan(5);
    }
  });
});
