import { describe, expect, test } from 'vitest';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
} from 'kysely';
import { RecordMissing } from '../../../src/lineage/errors.ts';
import { first } from '../../../src/lineage/migrations/0001-first.ts';
import { columnTypes } from '../../../src/lineage/migrations/columns.ts';
import { migrations } from '../../../src/lineage/migrations/index.ts';
import { migrateRecord, recordStatus } from '../../../src/lineage/status.ts';
import { opener, type Database } from './harness.ts';
import { aRun, counts, day } from './made.ts';

/** What the first version of Clew has written. */
const madeByFirst = [
  "insert into component (name, kind, created_at) values ('Train', 'task', 1)",
  "insert into process (id, host, pid, cwd, clew_version, node_version) values ('proc-old', 'h', 1, '/', '0.1.0', '22')",
  `insert into pipeline_run (id, target, params, profile, command, process, status, started_at, ended_at, error)
   values ('run-old', 'Train', '{}', 'local', 'npx run-workflow a.ts', 'proc-old', 'failed', 1, 2, 'no')`,
  `insert into component_run (id, component, run, process, identity, params, status, reason, attempt, executor, started_at, ended_at)
   values ('cr-old', 'Train', 'run-old', 'proc-old', 'sha256:old', '{}', 'ran', 'first', 1, 'in-process', 1, 2)`,
  `insert into artifact (id, made_by, name, codec, digest, size, layer, damaged)
   values ('art-old', 'cr-old', 'output', 'json', 'sha256:1', 1, 'record', 0)`,
];

/** Makes statements and sends none. */
function compiler(dialect: Database['dialect']): Kysely<unknown> {
  const isSqlite = dialect === 'sqlite';
  return new Kysely({
    dialect: {
      createAdapter: () => (isSqlite ? new SqliteAdapter() : new PostgresAdapter()),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => (isSqlite ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
    },
  });
}

const all = migrations.map(({ name }) => name);

export function versions(database: Database): void {
  describe('migrations', () => {
    const open = opener();

    test('status changes nothing, and migrate applies each pending migration once', async () => {
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

    test('a record of version 1 can be opened, read and written', async () => {
      const settings = await database.fresh();
      const db = compiler(database.dialect);
      for (const statement of first.up(db, columnTypes(database.dialect)))
        await database.execute(settings, statement.compile().sql);
      await database.markFirst(settings);
      for (const statement of madeByFirst) await database.execute(settings, statement);
      expect(await recordStatus(settings)).toMatchObject({ present: 1, pending: all.slice(1) });

      const record = await open(settings);
      expect(await record.runs()).toMatchObject([{ id: 'run-old', target: 'Train', status: 'failed', error: 'no' }]);
      expect(await record.find('sha256:old')).toMatchObject({ id: 'cr-old' });
      expect(await record.resumable('run-old')).toMatchObject({ module: null, arguments: null });
      expect(await record.resumable()).toBeUndefined();
      await record.startRun(aRun('run-new'));
      await record.endRun('run-new', { status: 'failed', endedAt: day, counts, error: null });
      expect(await record.resumable()).toMatchObject({ id: 'run-new', module: 'workflow.ts' });
      expect(await record.runs()).toHaveLength(2);
      expect(await recordStatus(settings)).toMatchObject({ present: migrations.length, pending: [] });
    });

    test('several processes may open a new record at the same time', async () => {
      const settings = await database.fresh();
      const records = await Promise.all([1, 2, 3, 4].map(() => open(settings)));
      await Promise.all(records.map((record, index) => record.startRun(aRun(`run-${index}`))));
      expect(await records[0]!.runs()).toHaveLength(4);
    });

    test('a record of a newer Clew is refused and left unchanged', async () => {
      const settings = await database.fresh();
      await (await open(settings)).close();
      await database.age(settings);
      await expect(open(settings)).rejects.toThrow(expect.objectContaining({ code: 'RECORD_TOO_NEW' }));
      await expect(migrateRecord(settings)).rejects.toThrow(expect.objectContaining({ code: 'RECORD_TOO_NEW' }));
      expect(await recordStatus(settings)).toMatchObject({ present: 99, pending: [] });
    });
  });
}
