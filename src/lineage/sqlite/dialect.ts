import { SqliteDialect } from 'kysely';
import type { SQLInputValue } from 'node:sqlite';
import { sanitizeParameter } from '../sanitize-text.ts';
import type { SqliteConnection } from './connection.ts';

/** Gives a statement's parameters as the database can take them. */
export const sanitizeParameters = (parameters: readonly unknown[]): SQLInputValue[] =>
  parameters.map(sanitizeParameter) as SQLInputValue[];

/** Kysely's own SQLite dialect, made for another driver, over `node:sqlite`. */
export function sqliteDialect(connection: SqliteConnection): SqliteDialect {
  return new SqliteDialect({
    database: {
      prepare(sql) {
        const statement = connection.prepare(sql);
        return {
          // `all` also serves statements that give no rows.
          reader: true,
          all: (parameters) => statement.all(...sanitizeParameters(parameters)),
          run: (parameters) => statement.run(...sanitizeParameters(parameters)),
          iterate: (parameters) => statement.iterate(...sanitizeParameters(parameters)) as IterableIterator<unknown>,
        };
      },
      close() {},
    },
  });
}
