import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Pool } from 'pg';
import type { Batch, Guard, RowWriter, Written } from '../batch.ts';
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
export function postgresWriter(pool: Pool, db: Kysely<Tables>): RowWriter {
  return {
    async write(batches) {
      const filled = batches.filter(({ rows }) => rows.length > 0);
      if (filled.length === 0) return;
      const statement = sql`with ${sql.join(filled.map((batch) => part(batch)))} select 1`.compile(db);
      await pool.query(statement.sql, statement.parameters as unknown[]);
    },
    async writeGuarded(batches, guard) {
      const statement = guarded(
        batches.filter(({ rows }) => rows.length > 0),
        guard,
      ).compile(db);
      const { rows } = await pool.query<Written>(statement.sql, statement.parameters as unknown[]);
      return rows[0]!;
    },
  };
}

/**
 * The locks on the holders' rows come first, as every part asks whether all of them are there: who wants to declare one
 * of them dead waits until this is committed, and who has done so is seen.
 */
function guarded(batches: readonly Batch[], { holders, ended }: Guard): RawBuilder<unknown> {
  const allThere = sql`(select count(*) from present) = ${holders.length}::int`;
  const wanted = sql`${sql.val(holders)}::text[]`;
  const identities = sql`${sql.val(ended.map(({ identity }) => identity))}::text[]`;
  const theirs = sql`${sql.val(ended.map(({ holder }) => holder))}::text[]`;
  return sql`with present as (select id from holder where id = any(${wanted}) order by id for share),
    ${sql.join([
      ...batches.map((batch) => part(batch, allThere)),
      sql`ended as (
      delete from lease using unnest(${identities}, ${theirs}) as e(identity, holder)
      where lease.identity = e.identity and lease.holder = e.holder and ${allThere})`,
    ])}
    select array(select w from unnest(${wanted}) as w where w not in (select id from present)) as gone,
           (select count(*) from holder) > 1 as company`;
}

function part(batch: Batch, condition?: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${sql.ref(`into_${batch.table}`)} as (${insert(batch, condition)})`;
}

function insert({ table, rows, onConflict }: Batch, condition?: RawBuilder<unknown>): RawBuilder<unknown> {
  const columns = columnsOf(table).map(([name, kind]) => {
    const values = Array.from(rows as Iterable<{ readonly [column: string]: unknown }>, (row) => sendable(row[name]));
    return sql`${sql.val(values)}::${arrays[kind]}`;
  });
  const where = condition ? sql`where ${condition}` : sql``;
  return insertInto(table, sql`select * from unnest(${sql.join(columns)}) ${where}`, onConflict);
}

/** The driver knows Buffers in arrays, and takes other bytes for lists of numbers. */
function sendable(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
