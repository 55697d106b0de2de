import { SqliteDialect } from 'kysely';
import type { SQLInputValue } from 'node:sqlite';
import type { SqliteConnection } from './connection.ts';

/** Kysely's own SQLite dialect, made for another driver, over `node:sqlite`. */
export function sqliteDialect(connection: SqliteConnection): SqliteDialect {
  return new SqliteDialect({
    database: {
      prepare(sql) {
        const statement = connection.prepare(sql);
        return {
          // `all` also serves statements that give no rows.
          reader: true,
          all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
          run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
          iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
        };
      },
      close() {},
    },
  });
}
