import { beforeEach, describe, expect, test } from 'vitest';
import type { ComponentRunEntry } from '../../../src/lineage/entries.ts';
import type { ImpactStart } from '../../../src/lineage/impact.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { all, opener, type Database } from './harness.ts';
import { artifact, aRun, day, entry, failure, handedOut } from './made.ts';

export function impact(database: Database): void {
  describe('impact', () => {
    const open = opener();
    let record: LineageRecord;
    const commit = (...entries: ComponentRunEntry[]) => Promise.all(entries.map((one) => record.commit(one)));
    const from = async (start: ImpactStart) => {
      const reached = await all(record.impact(start));
      return reached.map(({ componentRun }) => componentRun.replace('cr-', '')).join(' ');
    };
    const ofRun = (name: string) => from({ kind: 'component run', id: `cr-${name}` });
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.startRun(aRun('run-1'));
    });

    test('describes each component run that it reaches, with its first output ids', async () => {
      await commit(entry('load', [], { component: 'Load', node: null }));
      await commit(entry('serve', ['load'], handedOut('o-3', 'o-1', 'o-6', 'o-2', 'o-5', 'o-4')));
      await commit(entry('other'));
      expect(await all(record.impact({ kind: 'component run', id: 'cr-load' }))).toEqual([
        {
          componentRun: 'cr-load',
          isStart: true,
          component: 'Load',
          node: null,
          status: 'ran',
          run: 'run-1',
          endedAt: day + 1500,
          outputIds: 0,
          some: [],
        },
        {
          componentRun: 'cr-serve',
          isStart: false,
          component: 'Train',
          node: 'Train(serve)',
          status: 'ran',
          run: 'run-1',
          endedAt: day + 1500,
          outputIds: 6,
          some: ['o-1', 'o-2', 'o-3', 'o-4', 'o-5'].map((id) => ({ id, label: `label of ${id}` })),
        },
      ]);
      const ids = await all(record.impactIds({ kind: 'output id', id: 'o-1' }));
      expect(ids.map(({ id, componentRun }) => `${id} ${componentRun}`).toSorted()).toEqual(
        [1, 2, 3, 4, 5, 6].map((n) => `o-${n} cr-serve`),
      );
    });

    test('lists the nearest first, a diamond once, failed ones too, and nothing upstream', async () => {
      await commit(entry('before'), entry('root', ['before']));
      await commit(entry('left', ['root']), entry('right', ['root', 'before'], { status: 'failed', error: failure }));
      await commit(entry('top', ['left', 'root']), entry('peak', ['top']));
      expect(await ofRun('peak')).toBe('peak');
      expect(await ofRun('left')).toBe('left top peak');
      const order = (await ofRun('root')).split(' ');
      expect(order[0]).toBe('root');
      expect(order.slice(1, 4).toSorted()).toEqual(['left', 'right', 'top']);
      expect(order.slice(4)).toEqual(['peak']);
    });

    test('visits 60 component runs in a ladder of 30 levels with 2 each, not 2^30', async () => {
      for (let level = 0; level < 30; level++) {
        const below = level === 0 ? [] : [`${level - 1}a`, `${level - 1}b`];
        await commit(entry(`${level}a`, below), entry(`${level}b`, below));
      }
      expect((await ofRun('0a')).split(' ')).toHaveLength(59);
    });

    test('of an artifact covers only what used it; output ids belong to the component run that made it', async () => {
      await commit(
        entry('train', [], {
          artifacts: [artifact('train'), artifact('train.1', { name: 'model' })],
          ...handedOut('t'),
        }),
      );
      await commit(entry('report', ['train']), entry('serve', ['train.1']), entry('late', ['serve', 'report']));
      expect(await from({ kind: 'artifact', id: 'art-train.1' })).toBe('train serve late');
      expect(await from({ kind: 'artifact', id: 'art-train' })).toBe('train report late');
      expect((await ofRun('train')).split(' ')).toHaveLength(4);
    });

    test('goes through a cached component run: by its run, and by its output ids', async () => {
      await commit(entry('load'));
      await record.startRun(aRun('run-2'));
      const again = { status: 'cached', cachedFrom: 'cr-load', run: 'run-2', artifacts: [] } as const;
      await commit(entry('again', [], { ...again, ...handedOut('late') }), entry('train', ['load'], { run: 'run-2' }));
      expect((await ofRun('load')).split(' ').toSorted()).toEqual(['again', 'load', 'train']);
      expect(await ofRun('again')).toBe(await ofRun('load'));
      expect(await from({ kind: 'run', id: 'run-2' })).toMatch(/load/);
      const ids = await all(record.impactIds({ kind: 'artifact', id: 'art-load' }));
      expect(ids.map(({ id }) => id)).toEqual(['late']);
    });

    test('of a version of the code covers all that ran with it, and what came from them', async () => {
      await record.keepCode(['old', 'new'].map((digest) => ({ digest, entry: 'a.ts', files: [], packages: {} })));
      const load = (name: string, code: string, endedAt: number) =>
        entry(name, [], { component: 'Load', code, endedAt: day + endedAt });
      await commit(load('a', 'old', 1), load('b', 'new', 2), load('c', 'old', 3), load('d', 'new', 4));
      await commit(entry('x', ['a'], { code: 'new' }), entry('y', ['b']), entry('z', ['c', 'x']));
      const start = { kind: 'code', component: 'Load', code: 'old' } as const;
      expect((await from(start)).split(' ').toSorted()).toEqual(['a', 'c', 'x', 'z']);
      expect(await record.codesOfComponent('Load')).toEqual([
        { code: 'new', runs: 2, lastAt: day + 4 },
        { code: 'old', runs: 2, lastAt: day + 3 },
      ]);
    });

    test('may be stopped early, and the record still answers', async () => {
      await commit(entry('root'), ...Array.from({ length: 3000 }, (_, i) => entry(`${i}`, ['root'])));
      for (let round = 0; round < 6; round++) {
        let seen = 0;
        for await (const _ of record.impact({ kind: 'component run', id: 'cr-root' })) {
          // Others may ask in between.
          if (seen === 1) expect((await record.resolve('cr-17')).found).toBe(true);
          if ((seen += 1) === 30) break;
        }
        expect(seen).toBe(30);
      }
      expect((await ofRun('root')).split(' ')).toHaveLength(3001);
    });

    test('of an unknown id is empty', async () => {
      expect(await ofRun('nobody')).toBe('');
    });
  });
}
