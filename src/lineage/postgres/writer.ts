import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Pool } from 'pg';
import type { Batch } from '../batch.ts';
import { columnsOf, type ColumnKind, type Tables } from '../schema.ts';
import { insertInto } from '../statements.ts';

const arrays: { readonly [Kind in ColumnKind]: RawBuilder<unknown> } = {
  text: sql`text[]`,
  'text?': sql`text[]`,
  int: sql`bigint[]`,
  'int?': sql`bigint[]`,
  'float?': sql`double precision[]`,
  'bytes?': sql`bytea[]`,
};

/**
 * All rows of all tables by one statement: one way to the server and back, and a statement alone is a transaction.
 * Each column travels as one array, so the number of rows is not limited by the number of parameters.
 */
export function postgresWriter(pool: Pool, db: Kysely<Tables>): (batches: readonly Batch[]) => Promise<void> {
  return async (batches) => {
    const filled = batches.filter(({ rows }) => rows.length > 0);
    if (filled.length === 0) return;
    const parts = filled.map((batch) => sql`${sql.ref(`into_${batch.table}`)} as (${insert(batch)})`);
    const statement = sql`with ${sql.join(parts)} select 1`.compile(db);
    await pool.query(statement.sql, statement.parameters as unknown[]);
  };
}

function insert({ table, rows, onConflict }: Batch): RawBuilder<unknown> {
  const columns = columnsOf(table).map(([name, kind]) => {
    const values = (rows as readonly { readonly [column: string]: unknown }[]).map((row) => sendable(row[name]));
    return sql`${sql.val(values)}::${arrays[kind]}`;
  });
  return insertInto(table, sql`select * from unnest(${sql.join(columns)})`, onConflict);
}

/** The driver knows Buffers in arrays, and takes other bytes for lists of numbers. */
function sendable(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
