import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { RecordSettings } from '../../../src/lineage/record.ts';

/** Statements for a record that nobody has open, as fast as the database can: nothing is checked, nothing is waited for. */
export interface Statements {
  execute(text: string): Promise<void>;
  /** A table `n` with the column `i`: whole numbers from one to before another. */
  numbers(from: number, to: number): string;
  /** Rounded down. */
  whole(expression: string): string;
  /** What databases do by themselves in time. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export async function openStatements(settings: RecordSettings): Promise<Statements> {
  return 'sqlite' in settings ? sqlite(settings.sqlite) : await postgres(settings.postgres);
}

function sqlite(file: string): Statements {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  database.exec('pragma synchronous = off; pragma cache_size = -200000');
  return {
    execute: async (text) => database.exec(text),
    numbers: (from, to) =>
      `(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to - 1}) select i from n) as n`,
    whole: (expression) => `cast(${expression} as integer)`,
    tidy: async () => database.exec('pragma wal_checkpoint(truncate)'),
    close: async () => database.close(),
  };
}

async function postgres(url: string): Promise<Statements> {
  const client = new Client(url);
  await client.connect();
  // Foreign keys are triggers, and replicas have none.
  await client.query('set session_replication_role = replica');
  return {
    execute: async (text) => void (await client.query(text)),
    numbers: (from, to) => `generate_series(${from}::bigint, ${to - 1}::bigint) as n(i)`,
    whole: (expression) => `floor(${expression})::bigint`,
    tidy: async () => void (await client.query('vacuum analyze')),
    close: () => client.end(),
  };
}
