import type { Kysely } from 'kysely';
import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { columnTypes } from '../migrations/columns.ts';
import { migrations } from '../migrations/index.ts';
import type { Tables } from '../schema.ts';
import { transaction } from './connection.ts';

/** Any number, as long as it is always the same: one process migrates at a time. */
const lock = 0x436c6577;

interface Asked {
  query<R extends QueryResultRow>(text: string): Promise<QueryResult<R>>;
}

/** The number of migrations that the database has had. */
export async function postgresVersion(pool: Asked): Promise<number> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `select to_regclass('clew_migration') is not null as there`,
  );
  if (!tables[0]!.there) return 0;
  const { rows } = await pool.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from clew_migration',
  );
  return rows[0]!.version;
}

/** Safe beside other processes: who comes second waits and finds the work done. */
export function migratePostgres(pool: Pool, db: Kysely<Tables>): Promise<string[]> {
  return transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    await client.query(
      'create table if not exists clew_migration (version integer primary key, name text not null, applied_at bigint not null)',
    );
    const present = await postgresVersion(client);
    const pending = migrations.slice(present);
    const types = columnTypes('postgres');
    for (const [index, migration] of pending.entries()) {
      for (const statement of migration.up(db as unknown as Kysely<unknown>, types)) {
        await client.query(statement.compile().sql);
      }
      await client.query('insert into clew_migration values ($1, $2, $3)', [
        present + index + 1,
        migration.name,
        Date.now(),
      ]);
    }
    return pending.map(({ name }) => name);
  });
}
