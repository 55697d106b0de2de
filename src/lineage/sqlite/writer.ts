import type { Kysely } from 'kysely';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Batch } from '../batch.ts';
import { columnsOf, type TableName, type Tables } from '../schema.ts';
import { insertOneRow } from '../statements.ts';
import type { SqliteConnection } from './connection.ts';

interface Insert {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** Row by row with statements that are prepared once, in one synchronous transaction: nothing is faster with SQLite. */
export function sqliteWriter(connection: SqliteConnection, db: Kysely<Tables>): (batches: readonly Batch[]) => void {
  const inserts = new Map<TableName, Insert>();

  const insertFor = ({ table, onConflict }: Batch): Insert => {
    let insert = inserts.get(table);
    if (!insert) {
      const statement = connection.prepare(insertOneRow(db, table, onConflict));
      inserts.set(table, (insert = { statement, columns: columnsOf(table).map(([name]) => name) }));
    }
    return insert;
  };

  return (batches) => {
    connection.transaction(() => {
      for (const batch of batches) {
        if (batch.rows.length === 0) continue;
        const { statement, columns } = insertFor(batch);
        for (const row of batch.rows as readonly { readonly [column: string]: SQLInputValue }[]) {
          statement.run(...columns.map((column) => row[column]!));
        }
      }
    });
  };
}
