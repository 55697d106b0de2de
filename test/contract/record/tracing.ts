import { beforeEach, describe, expect, test } from 'vitest';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import type { ComponentRunEntry } from '../../../src/lineage/entries.ts';
import { opener, type Database } from './harness.ts';
import { artifact, aRun, day, entry, failure, handedOut } from './made.ts';

export function tracing(database: Database): void {
  describe('trace', () => {
    const open = opener();
    let record: LineageRecord;
    const commit = (...entries: ComponentRunEntry[]) => Promise.all(entries.map((one) => record.commit(one)));
    const framesOf = async (id: string) =>
      (await record.trace(id)).frames.map(({ depth, componentRun }) => `${depth} ${componentRun}`);
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.startRun(aRun('run-1'));
    });

    test('has a frame with all details of its component run', async () => {
      await record.keepCode([{ digest: 'sha256:code', entry: 'a.ts', files: [], packages: {} }]);
      await commit(
        entry('load'),
        entry('train', ['load'], {
          code: 'sha256:code',
          params: '{"day":{"$":"date","v":"2026-11-01T00:00:00.000Z"},"big":{"$":"bigint","v":"7"}}',
          artifacts: [artifact('train.1', { name: 'model' }), artifact('train')],
          metrics: { auc: 0.1 + 0.2, loss: Number.NaN },
          outputIds: [{ id: 'out-1', label: 'nightly' }],
        }),
      );
      const { asked, frames, edges } = await record.trace('out-1');
      expect(asked).toBe('out-1');
      expect(edges).toEqual([['cr-train', 'cr-load']]);
      expect(frames[0]).toEqual({
        depth: 0,
        componentRun: 'cr-train',
        component: 'Train',
        node: 'Train(train)',
        status: 'ran',
        params: { day: '2026-11-01T00:00:00.000Z', big: '7' },
        code: { digest: 'sha256:code', place: 'workflow.ts:12' },
        git: { commit: '4f2a9c1', dirty: true },
        startedAt: '2026-11-01T00:00:01.000Z',
        ms: 500,
        inputs: [{ name: 'from', artifact: 'art-load', from: 'cr-load' }],
        outputs: [
          { name: 'output', artifact: 'art-train' },
          { name: 'model', artifact: 'art-train.1' },
        ],
        metrics: { auc: 0.1 + 0.2, loss: Number.NaN },
        error: null,
        owner: '@ana',
        run: 'run-1',
      });
    });

    test('lists a chain of 300 nearest first', async () => {
      await commit(...Array.from({ length: 300 }, (_, i) => entry(`${i}`, i === 0 ? [] : [`${i - 1}`])));
      expect(await framesOf('cr-299')).toEqual(Array.from({ length: 300 }, (_, depth) => `${depth} cr-${299 - depth}`));
    });

    test('shows the shared ancestor of a diamond once, at its nearest distance', async () => {
      await commit(
        entry('root'),
        entry('left', ['root'], { startedAt: day + 1 }),
        entry('right', ['root'], { startedAt: day + 2 }),
        entry('top', ['left', 'right', 'root']),
      );
      expect(await framesOf('cr-top')).toEqual(['0 cr-top', '1 cr-root', '1 cr-right', '1 cr-left']);
      expect((await record.trace('cr-top')).edges).toHaveLength(5);
    });

    test('has 60 frames for a ladder of 30 levels with 2 each, not 2^30', async () => {
      const rungs = Array.from({ length: 30 }, (_, level) => {
        const below = level === 0 ? [] : [`${level - 1}a`, `${level - 1}b`];
        return [entry(`${level}a`, below), entry(`${level}b`, below)];
      });
      await commit(...rungs.flat(), entry('top', ['29a', '29b']));
      const { frames, edges } = await record.trace('cr-top');
      expect(frames).toHaveLength(61);
      expect(edges).toHaveLength(29 * 4 + 2);
    });

    test('keeps the order of 5 000 inputs of one component run', async () => {
      const names = Array.from({ length: 5000 }, (_, index) => `n${index}`);
      await commit(...names.map((name) => entry(name)), entry('all', names));
      const { frames } = await record.trace('cr-all');
      expect(frames).toHaveLength(5001);
      expect(frames[0]!.inputs.map(({ from }) => from)).toEqual(names.map((name) => `cr-${name}`));
    });

    test('of a cached component run shows the one that it found first', async () => {
      await commit(entry('load'), entry('train', ['load']));
      await record.startRun(aRun('run-2'));
      const cached = { status: 'cached', cachedFrom: 'cr-train', run: 'run-2', artifacts: [] } as const;
      await commit(entry('again', ['load'], { ...cached, outputIds: [{ id: 'report', label: null }] }));
      expect(await framesOf('cr-again')).toEqual(['0 cr-train', '1 cr-load']);
      expect(await framesOf('report')).toEqual(['0 cr-train', '1 cr-load']);
    });

    test('of several output ids leads to the same place, and of a repeated id to the latest', async () => {
      await commit(entry('a', [], { ...handedOut('one', 'two', 'one'), endedAt: day }));
      await commit(entry('b', [], { ...handedOut('two'), endedAt: day + 1 }));
      expect(await framesOf('one')).toEqual(['0 cr-a']);
      expect(await framesOf('two')).toEqual(['0 cr-b']);
      expect(await framesOf('art-a')).toEqual(['0 cr-a']);
    });

    test('starts at a failed component run too', async () => {
      await commit(entry('load'), entry('train', ['load'], { status: 'failed', error: failure, artifacts: [] }));
      const { frames } = await record.trace('cr-train');
      expect(frames.map(({ status, error }) => [status, error])).toEqual([
        ['failed', failure.message],
        ['ran', null],
      ]);
    });

    test('of an unknown id fails and suggests similar ids', async () => {
      await commit(entry('a', [], { outputIds: [{ id: 'report-12', label: null }] }));
      const error: unknown = await record.trace('reprot-12').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'UNKNOWN_ID', next: 'Perhaps one of: report-12' });
    });
  });
}
