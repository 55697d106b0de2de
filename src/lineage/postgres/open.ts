import { Kysely, PostgresDialect } from 'kysely';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { readAddress } from './address.ts';
import { connectPostgres } from './connection.ts';
import { translatePostgres } from './errors.ts';
import { postgresFinder, postgresMade } from './finder.ts';
import { migratePostgres, postgresVersion } from './migrate.ts';
import { postgresLeases } from './leases.ts';
import { postgresWriter } from './writer.ts';

/** A record on a server. Its schema is left as it is; nothing is connected yet. */
export async function openPostgres(address: string): Promise<Store> {
  const shown = readAddress(address);
  const pool = await connectPostgres(address);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    dialect: 'postgres',
    place: shown.place,
    db,
    ...postgresWriter(pool, db),
    leases: postgresLeases(pool),
    find: postgresFinder(pool),
    made: postgresMade(pool),
    translate: (error) => translatePostgres(error, shown),
    version: () => postgresVersion(pool),
    migrate: () => migratePostgres(pool, db),
    close: () => pool.end(),
  };
}
