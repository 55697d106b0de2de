import { beforeEach, describe, expect, test } from 'vitest';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';

export function remarking(database: Database): void {
  describe('flags, notes and tags', () => {
    const open = opener();
    let record: LineageRecord;
    beforeEach(async () => void (record = await open(await database.fresh())));

    test('flags are appended, the last one counts, and those that stand are listed newest first', async () => {
      const flag = (id: string, flagged: boolean, because: string | null = null) =>
        record.flag(id, { flagged, because, author: 'ana' });
      await flag('a', true, 'the sensor was broken');
      await flag('b', true);
      await flag('c', true);
      await flag('b', false, 'it was not');
      await flag('a', true, 'and still is');
      const flagged = await record.flagged({ limit: 10 });
      expect(flagged.map(({ outputId, because }) => [outputId, because])).toEqual([
        ['a', 'and still is'],
        ['c', null],
      ]);
      expect(await record.flagged({ limit: 1 })).toHaveLength(1);
      expect(await record.flagged({ limit: 5, offset: 1 })).toMatchObject([{ outputId: 'c' }]);
      const { flags } = await record.remarks({ kind: 'output id', id: 'b' });
      expect(flags).toEqual([
        { outputId: 'b', flagged: true, because: null, author: 'ana', at: expect.any(Number) },
        { outputId: 'b', flagged: false, because: 'it was not', author: 'ana', at: expect.any(Number) },
      ]);
    });

    test('notes and tags are stored as given, for each subject separately, also with unusual characters', async () => {
      const [serve, run] = [
        { kind: 'component', id: 'se/rve 🧵' },
        { kind: 'run', id: 'se/rve 🧵' },
      ] as const;
      await record.note(serve, 'first\nof two', 'ana');
      await record.note(serve, "it's; drop table note; --", null);
      await record.tag(serve, ['risk', 'online'], 'ana');
      await record.tag(serve, ['risk'], 'bo');
      await record.note(run, 'another', 'bo');
      const { notes, tags, flags } = await record.remarks(serve);
      expect(notes.map(({ text, author }) => [text, author])).toEqual([
        ['first\nof two', 'ana'],
        ["it's; drop table note; --", null],
      ]);
      expect(tags.map(({ name, author }) => [name, author])).toEqual([
        ['online', 'ana'],
        ['risk', 'ana'],
      ]);
      expect(flags).toEqual([]);
      expect((await record.remarks(run)).notes).toHaveLength(1);
    });
  });
}
