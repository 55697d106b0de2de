import { describe, expect, test } from 'vitest';
import { RecordMissing, RecordTooNew } from '../../../src/lineage/errors.ts';
import { migrations } from '../../../src/lineage/migrations/index.ts';
import { migrateRecord, recordStatus } from '../../../src/lineage/status.ts';
import { opener, type Database } from './harness.ts';
import { aRun } from './made.ts';

const all = migrations.map(({ name }) => name);

export function versions(database: Database): void {
  describe('versions', () => {
    const open = opener();

    test('status looks and leaves everything as it is, migrate does what is pending, once', async () => {
      const settings = await database.fresh();
      const { dialect } = database;
      expect(await recordStatus(settings)).toMatchObject({ dialect, present: 0, pending: all });
      await expect(open(settings, { create: false })).rejects.toThrow(RecordMissing);
      expect(await migrateRecord(settings)).toMatchObject({ applied: all, pending: [] });
      expect(await migrateRecord(settings)).toMatchObject({ applied: [], pending: [] });
      const { present, newest } = await recordStatus(settings);
      expect(present).toBe(newest);
      expect(await (await open(settings, { create: false })).runs()).toEqual([]);
    });

    test('many may open a new record at the same time', async () => {
      const settings = await database.fresh();
      const records = await Promise.all([1, 2, 3, 4].map(() => open(settings)));
      await Promise.all(records.map((record, index) => record.startRun(aRun(`run-${index}`))));
      expect(await records[0]!.runs()).toHaveLength(4);
    });

    test('a record of a newer Clew is left alone', async () => {
      const settings = await database.fresh();
      await (await open(settings)).close();
      await database.age(settings);
      await expect(open(settings)).rejects.toThrow(RecordTooNew);
      await expect(migrateRecord(settings)).rejects.toThrow(RecordTooNew);
      expect(await recordStatus(settings)).toMatchObject({ present: 99, pending: [] });
    });
  });
}
