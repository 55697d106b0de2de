import { beforeEach, describe, expect, test } from 'vitest';
import type { PastRun } from '../../../src/lineage/query-results.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { artifact, aRun, day, entry } from './made.ts';

const ids = (runs: readonly PastRun[]): string[] => runs.map(({ id }) => id);

export function past(database: Database): void {
  describe('past component runs', () => {
    const open = opener();
    let record: LineageRecord;
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.startRun(aRun('run-1'));
    });

    test('finds the components that have ever run, whatever the outcome', async () => {
      expect(await record.everRan(['Load', 'Train'])).toEqual(new Set());
      await record.commit(entry('a', [], { status: 'failed', artifacts: [] }));
      expect(await record.everRan(['Load', 'Train', 'Nowhere'])).toEqual(new Set(['Train']));
      expect(await record.everRan([])).toEqual(new Set());
    });

    test('lists the component runs of a component newest first, page by page', async () => {
      const at = (endedAt: number) => ({ startedAt: day, endedAt });
      await record.commit(entry('b', [], at(day + 20)));
      await record.commit(entry('a', [], at(day + 20)));
      await record.commit(entry('c', [], at(day + 30)));
      await record.commit(entry('d', [], at(day + 10)));
      await record.commit(entry('other', [], { component: 'Load', ...at(day + 40) }));
      const first = await record.pastRuns('Train', { limit: 2 });
      expect(ids(first)).toEqual(['cr-c', 'cr-b']);
      const second = await record.pastRuns('Train', { limit: 2, after: first[1]! });
      expect(ids(second)).toEqual(['cr-a', 'cr-d']);
      expect(await record.pastRuns('Train', { limit: 2, after: second[1]! })).toEqual([]);
    });

    test('describes each of them, also a cached one', async () => {
      await record.commit(entry('a'));
      const found = entry('b', [], { status: 'cached', cachedFrom: 'cr-a', identity: 'sha256:a', artifacts: [] });
      await record.commit({ ...found, endedAt: day + 2000 });
      const [cached, ran] = await record.pastRuns('Train', { limit: 5 });
      expect(ran).toEqual({
        id: 'cr-a',
        run: 'run-1',
        node: 'Train(a)',
        status: 'ran',
        cachedFrom: null,
        identity: 'sha256:a',
        code: null,
        place: 'workflow.ts:12',
        params: '{"name":"a"}',
        startedAt: day + 1000,
        endedAt: day + 1500,
      });
      expect(cached).toMatchObject({ id: 'cr-b', status: 'cached', cachedFrom: 'cr-a', identity: 'sha256:a' });
    });

    test('returns the inputs in order, with their content and the component run that made them', async () => {
      await record.commit(entry('one', [], { component: 'Load', node: 'Load(1)' }));
      await record.commit(entry('two', [], { component: 'Load', node: null }));
      await record.commit(entry('a', ['two', 'one']));
      const [inputs, none, ...many] = await Promise.all(
        ['cr-a', 'cr-one', 'cr-nowhere', 'cr-a'].map((id) => record.inputsOf(id)),
      );
      const { digest } = artifact('two');
      expect(inputs).toEqual([
        { name: 'from', codec: 'json', digest, madeBy: 'cr-two', node: 'Load' },
        { name: 'from', codec: 'json', digest: artifact('one').digest, madeBy: 'cr-one', node: 'Load(1)' },
      ]);
      expect([none, ...many]).toEqual([[], [], inputs]);
    });
  });
}
