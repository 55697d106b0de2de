import { beforeEach, describe, expect, test } from 'vitest';
import type { ComponentRunEntry } from '../../../src/lineage/entries.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { artifact, aRun, day, entry, failure, thisProcess } from './made.ts';

export function many(database: Database): void {
  describe('reading many component runs at once', () => {
    const open = opener();
    let record: LineageRecord;
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.startRun(aRun('run-1'));
    });

    test('returns their processes and their outputs', async () => {
      await record.startRun(aRun('run-2', { process: { ...thisProcess, id: 'proc-2', nodeVersion: '22.15.0' } }));
      const stored = artifact('b.1', { digest: 'sha256:stored' });
      await record.commit(entry('a'));
      await record.commit(entry('b', [], { process: 'proc-2', run: 'run-2', artifacts: [artifact('b'), stored] }));
      await record.commit(entry('c', [], { status: 'failed', error: failure, artifacts: [] }));
      const ids = ['cr-a', 'cr-b', 'cr-c', 'cr-nobody'];
      const processes = await record.processesOf(ids);
      expect([...processes.keys()].toSorted()).toEqual(['cr-a', 'cr-b', 'cr-c']);
      expect(processes.get('cr-a')).toEqual(thisProcess);
      expect(processes.get('cr-b')).toMatchObject({ id: 'proc-2', nodeVersion: '22.15.0' });
      const outputs = await record.outputsOf(ids);
      expect([...outputs.keys()].toSorted()).toEqual(['cr-a', 'cr-b']);
      expect(outputs.get('cr-b')).toEqual({ artifact: 'art-b', codec: 'json', digest: artifact('b').digest });
      expect((await record.outputsOf([])).size).toBe(0);
    });

    test('returns each of 3 000 component runs once', async () => {
      const names = Array.from({ length: 3000 }, (_, i) => `${i}`);
      await Promise.all(names.map((name) => record.commit(entry(name))));
      const ids = names.map((name) => `cr-${name}`);
      expect((await record.processesOf(ids)).size).toBe(3000);
      expect((await record.outputsOf(ids)).size).toBe(3000);
    });

    test('returns the history of a component page by page', async () => {
      const step = (name: string, at: number, changes: Partial<ComponentRunEntry> = {}) =>
        record.commit(entry(name, [], { endedAt: day + at, metrics: { auc: at }, ...changes }));
      await step('a', 1);
      await step('b', 2, { metrics: { loss: Number.NaN, auc: 2 } });
      await step('c', 3, { status: 'cached', cachedFrom: 'cr-b', artifacts: [], metrics: {} });
      await step('d', 4, { status: 'failed', error: failure, artifacts: [], metrics: {} });
      await step('e', 5, { component: 'Load' });
      const ids = async (options: Parameters<LineageRecord['history']>[1]) =>
        (await record.history('Train', options)).map(({ id }) => id.replace('cr-', '')).join('');
      expect(await ids({ limit: 9 })).toBe('dba');
      expect(await ids({ limit: 2, offset: 1 })).toBe('ba');
      expect(await ids({ limit: 9, cached: true })).toBe('dcba');
      const [failed, found, ran] = await record.history('Train', { limit: 3, cached: true });
      expect(failed).toMatchObject({ status: 'failed', error: failure.message, metrics: {}, run: 'run-1' });
      expect(found).toMatchObject({ cachedFrom: 'cr-b', metrics: { loss: Number.NaN, auc: 2 } });
      expect(ran).toMatchObject({ node: 'Train(b)', reason: 'never ran before', error: null, endedAt: day + 2 });
    });

    test('returns the descriptions of components', async () => {
      const about = await record.about(['Train', 'Load', 'Train', 'Nobody']);
      expect([...about.keys()].toSorted()).toEqual(['Load', 'Train']);
      expect(about.get('Train')).toEqual({
        name: 'Train',
        kind: 'workflow',
        doc: 'fits',
        owner: '@ana',
        modelFamily: 'classifier',
        taskType: null,
        fields: null,
        freshFor: null,
      });
      expect((await record.about([])).size).toBe(0);
    });

    test('traces a run: its final results first, with those that were cached', async () => {
      await record.commit(entry('load'));
      await record.startRun(aRun('run-2'));
      const mine = { run: 'run-2' } as const;
      await record.commit(entry('again', [], { ...mine, status: 'cached', cachedFrom: 'cr-load', artifacts: [] }));
      await record.commit(entry('train', ['load'], mine));
      await record.commit(entry('top', ['train', 'load'], mine));
      await record.commit(entry('failed', ['load'], { ...mine, status: 'failed', error: failure, artifacts: [] }));
      const { asked, frames, edges } = await record.traceOfRun('run-2');
      expect(asked).toBe('run-2');
      expect(frames.map(({ depth, componentRun }) => `${depth} ${componentRun}`)).toEqual([
        '0 cr-top',
        '0 cr-failed',
        '1 cr-train',
        '1 cr-load',
      ]);
      expect(edges).toHaveLength(4);
      expect((await record.traceOfRun('run-9')).frames).toEqual([]);
    });
  });
}
