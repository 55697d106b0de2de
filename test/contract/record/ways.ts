import { beforeEach, describe, expect, test } from 'vitest';
import type { ComponentRunEntry } from '../../../src/lineage/entries.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { openCallRecorder } from '../../../src/lineage/calls/open-call-recorder.ts';
import { review } from '../../../src/inspect/review/review.ts';
import { call, file } from './calling.ts';
import { all, opener, type Database } from './harness.ts';
import { aRun, day, entry, handedOut, thisProcess } from './made.ts';

export function ways(database: Database): void {
  describe('paths to many outputs', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    const commit = (...entries: ComponentRunEntry[]) => Promise.all(entries.map((one) => record.commit(one)));
    const flag = (id: string) => record.flag(id, { flagged: true, because: null, author: null });
    beforeEach(async () => {
      settings = await database.fresh();
      record = await open(settings);
      await record.startRun(aRun('run-1'));
    });

    test('return each component run once, with its inputs and its caller', async () => {
      const calls = await openCallRecorder(settings, { ...thisProcess, id: 'proc-calls' });
      await calls.write([
        call('outer', { inputs: [file('raw.csv', 'raw')] }),
        call('a', { caller: 'cr-outer', outputs: [file('a.csv', 'a')] }),
        call('b', { inputs: [file('a.csv', 'a')] }),
        call('c', { inputs: [file('a.csv', 'a'), file('raw.csv', 'raw')], caller: 'cr-nobody' }),
      ]);
      await calls.close();
      const pieces = await all(record.ways(['cr-b', 'cr-c', 'cr-gone']));
      const said = pieces.map((piece) => {
        if (piece.kind === 'caller') return `${piece.id} called by ${piece.caller}`;
        if (piece.kind === 'input') return `${piece.id} read ${piece.at} of ${piece.from}, ${piece.digest}`;
        return `${piece.id} ${piece.component} ${piece.endedAt - day}`;
      });
      expect(said.toSorted()).toEqual([
        'cr-a called by cr-outer',
        'cr-a serve 5',
        'cr-b read a.csv of cr-a, sha256:a',
        'cr-b serve 5',
        'cr-c called by cr-nobody',
        'cr-c read a.csv of cr-a, sha256:a',
        'cr-c read raw.csv of null, sha256:raw',
        'cr-c serve 5',
        'cr-outer read raw.csv of null, sha256:raw',
        'cr-outer serve 5',
      ]);
    });

    test('find the latest component run that gave an output id; for a cached one, the run that it found', async () => {
      await commit(entry('a', [], handedOut('x', 'y')), entry('b', [], { ...handedOut('x'), endedAt: day + 9000 }));
      await commit(entry('again', [], { status: 'cached', cachedFrom: 'cr-a', artifacts: [], ...handedOut('z') }));
      const givers = await record.giversOf(['x', 'y', 'z', 'nobody']);
      expect([...givers].map(([id, { componentRun }]) => `${id} ${componentRun}`).toSorted()).toEqual([
        'x cr-b',
        'y cr-a',
        'z cr-a',
      ]);
    });

    test('find the nearest component runs before and after a time that gave output ids', async () => {
      const at = (name: string, ms: number, changes = handedOut(name)) =>
        entry(name, [], { endedAt: day + ms, ...changes });
      await commit(at('a', 10), at('b', 20), at('c', 30), at('d', 40), at('e', 50), at('mute', 25, { outputIds: [] }));
      await commit({ ...at('other', 29), component: 'Load' });
      const near = async (side: 'before' | 'after', limit = 2) => {
        const found = await record.giversNear({ component: 'Train', at: day + 30, side, limit });
        return found.map(({ componentRun }) => componentRun.slice(3)).join(' ');
      };
      expect(await near('before')).toBe('c b');
      expect(await near('after')).toBe('d e');
      expect(await near('before', 10)).toBe('c b a');
    });

    test('lead a review to what flagged outputs have in common and others do not', async () => {
      await record.keepCode(['old', 'new'].map((digest) => ({ digest, entry: 'a.ts', files: [], packages: {} })));
      await commit(entry('root', [], { component: 'Load', code: 'old' }));
      for (let n = 0; n < 12; n++) {
        const isBad = n >= 3 && n < 7;
        await commit(
          entry(`fit${n}`, ['root'], { code: isBad ? 'new' : 'old', endedAt: day + 10 * n }),
          entry(`serve${n}`, [`fit${n}`], { component: 'Load', endedAt: day + 10 * n + 5, ...handedOut(`id-${n}`) }),
        );
        if (isBad) await flag(`id-${n}`);
      }
      const found = await review(record, { limit: 3 });
      expect(found.flagged).toEqual({ outputIds: ['id-6', 'id-5', 'id-4', 'id-3'], componentRuns: 4 });
      expect(found.healthy).toEqual({ componentRuns: 8, components: ['Load'] });
      expect(found.suspects[0]).toMatchObject({
        score: 1,
        suspect: { kind: 'code', component: 'Train', code: 'new', componentRuns: 4 },
        flagged: 4,
        healthy: 0,
        alike: [],
      });
      expect(JSON.stringify(found.suspects)).not.toContain('cr-root');
    });
  });
}
