import { Kysely, PostgresDialect } from 'kysely';
import { messageOf } from '../../errors.ts';
import { RecordUnavailable } from '../errors.ts';
import { Patience } from '../outage.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { readAddress } from './address.ts';
import { PatientPool, connectPostgres } from './connection.ts';
import { mayPass, translatePostgres } from './errors.ts';
import { postgresFinder, postgresMade } from './finder.ts';
import { migratePostgres, postgresVersion } from './migrate.ts';
import { postgresLeases } from './leases.ts';
import { postgresStream } from './stream.ts';
import { postgresWriter } from './writer.ts';

/** How long a server that was there is waited for: restarting one, or handing over to another, takes less. */
const usualPatience = 60_000;

/** A record on a server. Its schema is left as it is; nothing is connected yet. */
export async function openPostgres(address: string, patience = usualPatience): Promise<Store> {
  const shown = readAddress(address);
  const bare = await connectPostgres(address);
  const translate = (error: unknown): unknown => translatePostgres(error, shown);
  const reasonOf = (error: unknown): string => {
    const told = translate(error);
    return told instanceof RecordUnavailable ? told.reason : messageOf(told);
  };
  const pool = new PatientPool(
    bare,
    new Patience({ patience, mayPass: (error) => !bare.ending && mayPass(error), reasonOf }),
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
