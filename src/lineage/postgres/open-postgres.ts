import { Kysely, PostgresDialect, type CompiledQuery } from 'kysely';
import { messageOf } from '../../errors.ts';
import { RecordUnavailable } from '../errors.ts';
import { OutagePatience } from '../outage-patience.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { readAddress } from './address.ts';
import { PatientPool, connectPostgres } from './connection.ts';
import { mayPass, translatePostgres } from './errors.ts';
import { postgresFinder, postgresMade } from './finder.ts';
import { migratePostgres, postgresVersion } from './migrate.ts';
import { postgresLeases } from './lease-store.ts';
import { postgresWriter } from './writer.ts';
import type { Pool } from 'pg';

/** How long a server that was there is waited for: restarting one, or handing over to another, takes less. */
const defaultPatience = 60_000;

/** A record on a server. Its schema is left as it is; nothing is connected yet. */
export async function openPostgres(address: string, patience = defaultPatience): Promise<Store> {
  const shown = readAddress(address);
  const bare = await connectPostgres(address);
  const translate = (error: unknown): unknown => translatePostgres(error, shown);
  const reasonOf = (error: unknown): string => {
    const told = translate(error);
    return told instanceof RecordUnavailable ? told.reason : messageOf(told);
  };
  const pool = new PatientPool(
    bare,
    new OutagePatience({ patience, mayPass: (error) => !bare.ending && mayPass(error), reasonOf }),
  );
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool.forKysely() }) });
  return {
    dialect: 'postgres',
    place: shown.place,
    db,
    ...postgresWriter(pool, db),
    leases: postgresLeases(pool),
    find: postgresFinder(pool),
    made: postgresMade(pool),
    stream: (query) => postgresStream(bare, query.compile(db)),
    translate,
    watch: (listener) => pool.patience.watch(listener),
    version: () => postgresVersion(pool),
    migrate: () => migratePostgres(bare, db),
    close: () => bare.end(),
  };
}

/** The first rows are wanted soon, the others in fewer messages. */
const first = 20;
const maxFetch = 1000;

/** Rows as the server finds them, by a cursor in a transaction of its own: the server makes no more than are asked for. */
export async function* postgresStream<T>(pool: Pool, { sql, parameters }: CompiledQuery<T>): AsyncGenerator<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin transaction read only');
    await client.query(`declare answer no scroll cursor for ${sql}`, parameters as unknown[]);
    for (let size = first; ; size = Math.min(size * 5, maxFetch)) {
      const { rows } = await client.query(`fetch ${size} from answer`);
      yield* rows as T[];
      if (rows.length < size) break;
    }
    broken = false;
  } finally {
    // Also where whoever reads has had enough, and after an error.
    await client.query('rollback').then(
      () => (broken = false),
      () => undefined,
    );
    client.release(broken);
  }
}
