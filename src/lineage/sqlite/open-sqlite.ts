import { Kysely, type CompiledQuery } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../schema.ts';
import { connectSqlite, sanitizeParameters, sqliteDialect, type SqliteConnection } from './connection.ts';
import { translateSqlite } from './errors.ts';
import { sqliteFinder, sqliteMade } from './finder.ts';
import { migrateSqlite, sqliteVersion } from './migrate.ts';
import { sqliteLeases } from './lease-store.ts';
import { sqliteWriter } from './writer.ts';

/** A record in one file. Its schema is left as it is. */
export function openSqlite(file: string, durability: 'normal' | 'full', create: boolean): Store {
  const connection = connectSqlite(file, durability, create);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  let find: Store['find'] | undefined;
  let made: Store['made'] | undefined;
  return {
    dialect: 'sqlite',
    place: file,
    db,
    ...sqliteWriter(connection, db),
    leases: sqliteLeases(connection),
    find: (identities, outdated) => (find ??= sqliteFinder(connection))(identities, outdated),
    made: (componentRuns) => (made ??= sqliteMade(connection))(componentRuns),
    stream: (query) => sqliteStream(connection, query.compile(db)),
    translate: (error) => translateSqlite(error, file),
    watch: () => () => undefined,
    version: async () => sqliteVersion(connection, file),
    migrate: () => migrateSqlite(connection, db, file),
    close: async () => connection.close(),
  };
}

/** Rows as they are found. The statement is its own: a shared one would begin anew when somebody else asks by it. */
export async function* sqliteStream<T>(
  { database }: SqliteConnection,
  { sql, parameters }: CompiledQuery<T>,
): AsyncGenerator<T> {
  yield* database.prepare(sql).iterate(...sanitizeParameters(parameters)) as Iterable<T>;
}
