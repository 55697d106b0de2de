import { beforeEach, describe, expect, test } from 'vitest';
import type { ComponentRunEntry, KeptDependencies } from '../../../src/lineage/entries.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { digestOf } from '../../../src/values/digest.ts';
import { opener, type Database } from './harness.ts';
import { aRun, day, entry } from './made.ts';

const used = (content: string): KeptDependencies => {
  const digest = digestOf(content);
  return { digest, texts: [{ digest, kind: 'dependencies', content }] };
};

/** The same node again, later, after it has used something. */
const again = (name: string, later: number, dependencies: ComponentRunEntry['dependencies'] = null) =>
  entry(name, [], { identity: 'sha256:same', startedAt: day + later, endedAt: day + later, dependencies });

export function depending(database: Database): void {
  describe('recorded dependencies of component runs', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    beforeEach(async () => {
      record = await open((settings = await database.fresh()));
      await record.startRun(aRun('run-1'));
    });

    test('are stored once for each content, with several writers', async () => {
      const same = used('{"files":["a"]}');
      await Promise.all([record.commit(again('a', 1, same)), record.commit(again('b', 2, same))]);
      await record.commit(again('c', 3, { digest: same.digest, texts: [] }));
      const other = await open(settings);
      await other.commit(again('d', 4, same));
      expect(await record.code(same.digest)).toBe('{"files":["a"]}');
      expect(await database.execute(settings, "select digest from code where kind = 'dependencies'")).toHaveLength(1);
      expect(await record.dependenciesOf(['cr-a', 'cr-b', 'cr-c', 'cr-d', 'cr-nobody'])).toEqual(
        new Map(['a', 'b', 'c', 'd'].map((name) => [`cr-${name}`, same.digest])),
      );
    });

    test('are found with their component run; a cached one has those of the run that it found', async () => {
      const { digest } = used('x');
      await record.commit(again('a', 1, used('x')));
      expect(await record.find('sha256:same')).toMatchObject({ id: 'cr-a', dependencies: digest });
      await record.commit(entry('b', [], { status: 'cached', cachedFrom: 'cr-a', artifacts: [] }));
      expect(await record.dependenciesOf(['cr-b'])).toEqual(new Map([['cr-b', digest]]));
      await record.commit(entry('nothing'));
      expect(await record.find('sha256:nothing')).toMatchObject({ dependencies: null });
      expect(await record.dependenciesOf(['cr-nothing'])).toEqual(new Map());
    });

    test('lead to an older component run when the newest is outdated', async () => {
      const [first, second] = [used('first'), used('second')];
      await record.commit(again('none', 1));
      await record.commit(again('old', 2, first));
      await record.commit(again('new', 3, second));
      await record.commit(again('newer', 4, second));
      const outdated = new Set([second.digest]);
      expect(await record.find('sha256:same')).toMatchObject({ id: 'cr-newer' });
      expect(await record.find('sha256:same', new Set())).toMatchObject({ id: 'cr-newer' });
      expect(await record.find('sha256:same', outdated)).toMatchObject({ id: 'cr-old' });
      outdated.add(first.digest);
      expect(await record.find('sha256:same', outdated)).toMatchObject({ id: 'cr-none' });
      // Those that are asked for together are not mixed up.
      const [any, other] = await Promise.all([record.find('sha256:same'), record.find('sha256:same', outdated)]);
      expect([any!.id, other!.id]).toEqual(['cr-newer', 'cr-none']);
    });

    test('skip damaged component runs and those from the future', async () => {
      const outdated = new Set([used('second').digest]);
      await record.commit(again('old', 1, used('first')));
      await record.commit(again('damaged', 2, used('third')));
      await record.commit(again('new', 3, used('second')));
      await record.commit(again('future', Date.now() - day + 86_400_000, used('fourth')));
      await record.markDamaged('art-damaged');
      expect(await record.find('sha256:same', outdated)).toMatchObject({ id: 'cr-old' });
    });

    test('hide values by a key that is created once for all processes', async () => {
      const other = await open(settings);
      const [a, b] = await Promise.all([record.secretKey('variables'), other.secretKey('variables')]);
      expect(a).toMatch(/^[\w-]{43}$/);
      expect([b, await record.secretKey('variables')]).toEqual([a, a]);
      expect(await record.secretKey('parameters')).not.toBe(a);
    });
  });
}
