import type { Kysely } from 'kysely';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Batch, Guard, RowWriter } from '../batch.ts';
import { columnsOf, type Tables } from '../schema.ts';
import { insertOneRow } from '../statements.ts';
import { sanitizeParameter } from '../sanitize-text.ts';
import type { SqliteConnection } from './connection.ts';

interface Insert {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** Row by row with statements that are prepared once, in one synchronous transaction: nothing is faster with SQLite. */
export function sqliteWriter(connection: SqliteConnection, db: Kysely<Tables>): RowWriter {
  const inserts = new Map<string, Insert>();

  const insertFor = ({ table, onConflict }: Batch): Insert => {
    const kind = onConflict ? `${table} ${Object.keys(onConflict)[0]}` : table;
    let insert = inserts.get(kind);
    if (!insert) {
      const statement = connection.prepare(insertOneRow(db, table, onConflict));
      inserts.set(kind, (insert = { statement, columns: columnsOf(table).map(([name]) => name) }));
    }
    return insert;
  };

  const insertAll = (batches: readonly Batch[]): void => {
    for (const batch of batches) {
      if (batch.rows.length === 0) continue;
      const { statement, columns } = insertFor(batch);
      for (const row of batch.rows as Iterable<{ readonly [column: string]: SQLInputValue }>) {
        statement.run(...columns.map((column) => sanitizeParameter(row[column]) as SQLInputValue));
      }
    }
  };

  let present: StatementSync | undefined;
  const endAll = (ended: Guard['ended']): void => {
    const end = connection.prepare('delete from lease where identity = ? and holder = ?');
    for (const { identity, holder } of ended) end.run(identity, holder);
  };

  return {
    write: (batches) => connection.transaction(() => insertAll(batches)),
    writeGuarded: (batches, { holders, ended }) =>
      connection.transaction(() => {
        // All of them: that is one or two, and tells about company as well.
        const rows = (present ??= connection.prepare('select id from holder')).all() as { id: string }[];
        const gone = holders.filter((holder) => !rows.some(({ id }) => id === holder));
        if (gone.length === 0) {
          insertAll(batches);
          if (ended.length > 0) endAll(ended);
        }
        return { gone, company: rows.length > 1 };
      }),
  };
}
