import { beforeEach, describe, expect, test } from 'vitest';
import type { NewJob } from '../../../src/lineage/jobs/job-types.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { aRun, entry } from './made.ts';

const job = (name: string, run: string, rest: Partial<NewJob> = {}): NewJob => ({
  name,
  kind: 'processing',
  region: 'eu-central-1',
  instance: 'ml.m5.large',
  layer: 's3',
  run,
  process: `proc-${run}`,
  createdAt: 1000,
  nodes: [
    { identity: 'sha256:a', componentRun: 'cr-a', sentAs: 'cr-a', task: 'Train', node: 'Train(day=1)', attempt: 1 },
    { identity: 'sha256:b', componentRun: 'cr-b', sentAs: 'cr-b', task: 'Train', node: 'Train(day=2)', attempt: 1 },
  ],
  ...rest,
});

export function jobs(database: Database): void {
  describe('jobs on SageMaker in the record', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    beforeEach(async () => {
      settings = await database.fresh();
      record = await open(settings);
    });
    const join = async (run: string) => {
      const start = aRun(run);
      await record.startRun(start);
      return record.join({ process: start.process.id, run });
    };

    test('a job is recorded before it is created, with its nodes, and then with its outcome', async () => {
      const one = job('clew-a', 'run-1');
      await record.jobs.begin(one);
      await record.jobs.begin(one);
      expect(await record.jobs.list()).toEqual([
        {
          ...one,
          state: 'creating',
          endedAt: null,
          reason: null,
          billable: null,
          price: null,
          settled: false,
          driver: 'gone',
        },
      ]);
      await record.jobs.tell('clew-a', {
        state: 'failed',
        endedAt: 5000,
        reason: 'zero \0 byte',
        billable: 61,
        price: 0.002,
      });
      expect(await record.jobs.of('cr-b')).toMatchObject({
        name: 'clew-a',
        state: 'failed',
        reason: 'zero \uFFFD byte',
        price: 0.002,
      });
      expect(await record.jobs.of('cr-c')).toBeUndefined();
      const many = Array.from({ length: 600 }, (_, i) => `cr-${i}`);
      expect(new Map(await record.jobs.names(['cr-a', ...many, 'cr-b']))).toEqual(
        new Map([
          ['cr-a', 'clew-a'],
          ['cr-b', 'clew-a'],
        ]),
      );
      expect(await record.jobs.sums()).toEqual([{ instance: 'ml.m5.large', jobs: 1, billable: 61, price: 0.002 }]);
    });

    test('jobs are listed newest first, settled ones only when all are asked for', async () => {
      for (const [i, name] of ['a', 'b', 'c'].entries())
        await record.jobs.begin(job(name, `run-${name}`, { createdAt: i, nodes: [] }));
      await record.jobs.tell('b', { state: 'completed' });
      await record.jobs.settle('run-a');
      await record.jobs.settle('run-b');
      const names = async (filter = {}) => (await record.jobs.list(filter)).map(({ name }) => name);
      expect(await names()).toEqual(['c', 'b', 'a']);
      // What still runs is not settled with its run.
      expect(await names({ open: true })).toEqual(['c', 'a']);
      expect(await names({ limit: 1 })).toEqual(['c']);
      expect(await names({ run: 'run-b' })).toEqual(['b']);
      expect(await names({ names: [] })).toEqual([]);
      await record.jobs.forget('a');
      expect(await names({ open: true, names: ['a', 'c'] })).toEqual(['c']);
    });

    test('orphaned jobs are those whose driver is gone and whose results are not recorded', async () => {
      const alive = await join('run-alive');
      const { id: process } = aRun('run-alive').process;
      await record.jobs.begin(job('of-a-live-one', 'run-alive', { process }));
      await record.jobs.begin(job('of-a-dead-one', 'run-dead'));
      const orphans = async (identity: string) =>
        (await record.jobs.orphansOf(identity)).map(({ name, driver }) => `${name} ${driver}`);
      expect(await orphans('sha256:a')).toEqual(['of-a-dead-one gone']);
      expect(await orphans('sha256:c')).toEqual([]);
      await record.startRun(aRun('run-1'));
      await record.commit(entry('a'));
      expect(await orphans('sha256:a')).toEqual([]);
      expect(await orphans('sha256:b')).toEqual(['of-a-dead-one gone']);
      await record.leave(alive);
      expect(await orphans('sha256:b')).toEqual(['of-a-live-one gone', 'of-a-dead-one gone']);
    });

    test('an orphaned job is adopted by one run, and its result belongs to the attempt that waits for it', async () => {
      await record.jobs.begin(job('orphan', 'run-dead'));
      const others = [record, await open(settings)];
      const adopted = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          others[i % 2]!.jobs.adopt('orphan', 'run-dead', { run: `run-${i}`, process: `proc-${i}` }),
        ),
      );
      expect(adopted.filter(Boolean)).toHaveLength(1);
      const [found] = await record.jobs.list();
      expect(found).toMatchObject({
        run: `run-${adopted.indexOf(true)}`,
        process: `proc-${adopted.indexOf(true)}`,
      });
      await record.jobs.renew('orphan', 1, 'cr-new');
      expect((await record.jobs.of('cr-new'))!.nodes.map(({ componentRun, sentAs }) => [componentRun, sentAs])).toEqual(
        [
          ['cr-a', 'cr-a'],
          ['cr-new', 'cr-b'],
        ],
      );
    });

    test('jobs of a killed run are abandoned once the same target is run again', async () => {
      for (const [run, target] of [
        ['run-dead', 'Train'],
        ['run-other', 'Load'],
        ['run-1', 'Train'],
      ] as const) {
        await record.startRun(aRun(run, { target }));
        await record.jobs.begin(job(`of-${run}`, run));
      }
      await record.jobs.begin(job('done', 'run-dead', { nodes: [] }));
      await record.jobs.tell('done', { state: 'completed' });
      await record.jobs.settle('run-dead');
      expect((await record.jobs.abandonedBefore('run-1')).map(({ name }) => name)).toEqual(['of-run-dead']);
    });

    test('the usual duration of the jobs of a task comes from its latest jobs', async () => {
      for (const [i, billable] of [100, 200].entries()) {
        await record.jobs.begin(job(`j${i}`, 'run-1'));
        await record.jobs.tell(`j${i}`, { state: 'completed', billable });
      }
      await record.jobs.begin(job('failed', 'run-1'));
      await record.jobs.tell('failed', { state: 'failed', billable: 9000 });
      expect(await record.jobs.usual(['Train', 'Other'])).toEqual(new Map([['Train', 150]]));
    });

    test('the rate limit hands out separate times to all that ask', async () => {
      const others = [record, await open(settings)];
      const waits = await Promise.all(Array.from({ length: 10 }, (_, i) => others[i % 2]!.jobs.slot('create', 60_000)));
      // Asked a moment later, one waits a moment less.
      expect(waits.toSorted((a, b) => a - b).map((ms) => Math.round(ms / 60_000))).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
      expect(await record.jobs.slot('list', 60_000)).toBe(0);
      // Written by a clock that has begun again since.
      await database.execute(settings, `update rate set next_at = next_at + ${1e12} where gate = 'list'`);
      expect(await record.jobs.slot('list', 333.3)).toBe(0);
    });
  });
}
