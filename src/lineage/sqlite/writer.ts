import type { Kysely } from 'kysely';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Batch, RowWriter } from '../batch.ts';
import { columnsOf, type TableName, type Tables } from '../schema.ts';
import { insertOneRow } from '../statements.ts';
import type { SqliteConnection } from './connection.ts';

interface Insert {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** Row by row with statements that are prepared once, in one synchronous transaction: nothing is faster with SQLite. */
export function sqliteWriter(connection: SqliteConnection, db: Kysely<Tables>): RowWriter {
  const inserts = new Map<TableName, Insert>();

  const insertFor = ({ table, onConflict }: Batch): Insert => {
    let insert = inserts.get(table);
    if (!insert) {
      const statement = connection.prepare(insertOneRow(db, table, onConflict));
      inserts.set(table, (insert = { statement, columns: columnsOf(table).map(([name]) => name) }));
    }
    return insert;
  };

  const insertAll = (batches: readonly Batch[]): void => {
    for (const batch of batches) {
      if (batch.rows.length === 0) continue;
      const { statement, columns } = insertFor(batch);
      for (const row of batch.rows as readonly { readonly [column: string]: SQLInputValue }[]) {
        statement.run(...columns.map((column) => row[column]!));
      }
    }
  };

  return {
    write: (batches) => connection.transaction(() => insertAll(batches)),
    writeGuarded: (batches, { holders, ended }) =>
      connection.transaction(() => {
        const present = connection.prepare('select (select count(*) from holder) as number from holder where id = ?');
        const end = connection.prepare('delete from lease where identity = ? and holder = ?');
        const found = holders.map((id) => present.get(id) as { number: number } | undefined);
        const gone = holders.filter((_, index) => !found[index]);
        const company = found.some((row) => row && row.number > 1);
        if (gone.length > 0) return { gone, company };
        insertAll(batches);
        for (const { identity, holder } of ended) end.run(identity, holder);
        return { gone, company };
      }),
  };
}
