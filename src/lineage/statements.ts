import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Conflict } from './batch.ts';
import { columnsOf, type TableName, type Tables } from './schema.ts';

/** `insert into table (columns) …rows… on conflict …`, for whatever the dialect takes its rows from. */
export function insertInto(table: TableName, rows: RawBuilder<unknown>, onConflict?: Conflict): RawBuilder<unknown> {
  const columns = sql.join(columnsOf(table).map(([name]) => sql.ref(name)));
  return sql`insert into ${sql.table(table)} (${columns}) ${rows} ${conflictClause(onConflict)}`;
}

function conflictClause(onConflict: Conflict | undefined): RawBuilder<unknown> {
  if (!onConflict) return sql``;
  if ('keep' in onConflict) return sql`on conflict do nothing`;
  const key = sql.join(onConflict.key.map((name) => sql.ref(name)));
  const changes = sql.join(onConflict.update.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`));
  return sql`on conflict (${key}) do update set ${changes}`;
}

/** The text of an insert of one row, its values left open. */
export function insertOneRow(db: Kysely<Tables>, table: TableName, onConflict?: Conflict): string {
  const values = sql.join(columnsOf(table).map(() => sql.val(null)));
  return insertInto(table, sql`values (${values})`, onConflict).compile(db).sql;
}
