import type { CompiledQuery } from 'kysely';
import type { SQLInputValue } from 'node:sqlite';
import type { SqliteConnection } from './connection.ts';

/** Rows as they are found. The statement is its own: a shared one would begin anew when somebody else asks by it. */
export async function* sqliteStream<T>(
  { database }: SqliteConnection,
  { sql, parameters }: CompiledQuery<T>,
): AsyncGenerator<T> {
  yield* database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as Iterable<T>;
}
