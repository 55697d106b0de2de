import type { Kysely } from 'kysely';
import { pause } from '../../values/pause.ts';
import { notARecord } from '../errors.ts';
import { columnTypes } from '../migrations/columns.ts';
import { migrations } from '../migrations/index.ts';
import type { Tables } from '../schema.ts';
import type { SqliteConnection } from './connection.ts';

/** `Clew` in ASCII: tells our files from those of others. */
const applicationId = 0x436c6577;

/** One statement, whatever the answer; the number of migrations that the file has had. */
export function sqliteVersion({ prepare }: SqliteConnection, place: string): number {
  const row = prepare(
    `select user_version as version, application_id as application, (select count(*) from sqlite_schema) as tables
     from pragma_user_version, pragma_application_id`,
  ).get() as { version: number; application: number; tables: number };
  if (row.application === applicationId) return row.version;
  if (row.application === 0 && row.version === 0 && row.tables === 0) return 0;
  throw notARecord(place, 'it is a SQLite database that something else made');
}

/** Safe beside other processes: who comes second finds the work done. */
export async function migrateSqlite(
  connection: SqliteConnection,
  db: Kysely<Tables>,
  place: string,
): Promise<string[]> {
  await useWriteAheadLog(connection);
  return connection.transaction(() => {
    const pending = migrations.slice(sqliteVersion(connection, place));
    const types = columnTypes('sqlite');
    for (const migration of pending) {
      for (const statement of migration.up(db as unknown as Kysely<unknown>, types)) {
        connection.database.exec(statement.compile().sql);
      }
    }
    if (pending.length > 0) {
      connection.database.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}`);
    }
    return pending.map(({ name }) => name);
  });
}

/** The file remembers it. Turning it on needs the file for itself, and SQLite doesn't wait for that on its own. */
async function useWriteAheadLog({ database, prepare }: SqliteConnection): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      const busy = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
      if (busy !== 5 || performance.now() > deadline) throw error;
      const { journal_mode: mode } = prepare('pragma journal_mode').get() as { journal_mode: string };
      if (mode === 'wal') return;
      await pause(10);
    }
  }
}
