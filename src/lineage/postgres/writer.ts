import { sql, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely';
import type { QueryResultRow } from 'pg';
import type { Batch, Guard, RowWriter, Written } from '../batch.ts';
import { columnsOf, type ColumnKind, type Tables } from '../schema.ts';
import { insertInto } from '../statements.ts';
import type { PatientPool } from './connection.ts';
import { isDuplicate } from './errors.ts';

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
 *
 * Where an answer was lost, the statement is done again: if its rows are there by then, it had been done the first time.
 */
export function postgresWriter(pool: PatientPool, db: Kysely<Tables>): RowWriter {
  const wasWritten = async (batches: readonly Batch[]): Promise<boolean> => {
    const own = batches.find(({ rows, onConflict }) => !onConflict && rows.length > 0);
    if (!own) return false;
    const [first] = own.rows as Iterable<{ readonly id: string }>;
    const query = sql`select 1 from ${sql.ref(own.table)} where id = ${first!.id}`.compile(db);
    return (await pool.bare.query(query.sql, query.parameters as unknown[])).rows.length > 0;
  };
  /** Once for all: the keys of what is written belong to this process alone. */
  const writeOnce = <T extends QueryResultRow>(
    statement: CompiledQuery,
    batches: readonly Batch[],
    done: T,
    isDone: (row: T) => boolean,
  ): Promise<T> =>
    pool.patience.ride(async (again) => {
      try {
        const { rows } = await pool.bare.query<T>(statement.sql, statement.parameters as unknown[]);
        return again && !isDone(rows[0]!) && (await wasWritten(batches)) ? done : rows[0]!;
      } catch (error) {
        if (again && isDuplicate(error) && (await wasWritten(batches))) return done;
        throw error;
      }
    });
  return {
    async write(batches) {
      const filled = batches.filter(({ rows }) => rows.length > 0);
      if (filled.length === 0) return;
      const statement = sql`with ${sql.join(filled.map((batch, i) => part(batch, i)))} select 1`.compile(db);
      await writeOnce(statement, filled, {}, () => true);
    },
    async writeGuarded(batches, guard) {
      const filled = batches.filter(({ rows }) => rows.length > 0);
      // A holder that was removed after the first time doesn't undo it.
      const done = { gone: [], company: true };
      return writeOnce<Written>(guarded(filled, guard).compile(db), filled, done, ({ gone }) => gone.length === 0);
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
      ...batches.map((batch, i) => part(batch, i, allThere)),
      sql`ended as (
      delete from lease using unnest(${identities}, ${theirs}) as e(identity, holder)
      where lease.identity = e.identity and lease.holder = e.holder and ${allThere})`,
    ])}
    select array(select w from unnest(${wanted}) as w where w not in (select id from present)) as gone,
           (select count(*) from holder) > 1 as company`;
}

/** Several batches may be for one table. */
function part(batch: Batch, number: number, condition?: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${sql.ref(`into_${number}`)} as (${insert(batch, condition)})`;
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
