import { query } from '../../support/postgres.ts';
import type { Written } from './traces.ts';

/** All rows of all tables of a record in PostgreSQL. */
export async function rowsOf(url: string): Promise<Written[]> {
  const tables = (await query(url, "select tablename from pg_tables where schemaname = 'public'")) as {
    tablename: string;
  }[];
  const rows = tables.map(async ({ tablename: name }): Promise<Written> => [
    name,
    JSON.stringify(await query(url, `select * from "${name}"`)),
  ]);
  return Promise.all(rows);
}
