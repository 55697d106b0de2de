import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from '../migrations/columns.ts';

/**
 * Looks up rows for each row before, by an index. Planners don't know how few rows come before, and would rather read
 * whole tables: SQLite keeps the order of a `cross join`, PostgreSQL doesn't look into a subquery with an offset.
 */
export function lookUp(dialect: Dialect, table: string, as: string, where: RawBuilder<unknown>): RawBuilder<unknown> {
  const source = sql`${sql.table(table)} as ${sql.ref(as)}`;
  return dialect === 'sqlite'
    ? sql`cross join ${source} on ${where}`
    : sql`cross join lateral (select * from ${source} where ${where} offset 0) as ${sql.ref(as)}`;
}
