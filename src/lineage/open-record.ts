import { RecordMissing, recordNotMigrated, recordTooNew } from './errors.ts';
import { migrations } from './migrations/index.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import type { LineageRecord, RecordSettings } from './record.ts';
import { createRecord } from './create-record.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import type { Store } from './store.ts';

export interface OpenOptions {
  /** False for those who only read: where nothing was recorded yet, {@link RecordMissing} says so. Default: true. */
  readonly create?: boolean;
  /** How many milliseconds a server that went away is waited for; default a minute. */
  readonly patience?: number | undefined;
}

/**
 * Opens the record that the settings name, and makes it or brings it up to date where needed.
 *
 * @example
 * ```ts
 * const record = await openRecord({ sqlite: '.clew/record.db' });
 * const trace = await record.trace('out-7f3k2');
 * await record.close();
 * ```
 */
export async function openRecord(settings: RecordSettings, options: OpenOptions = {}): Promise<LineageRecord> {
  return createRecord(await readyStore(settings, options));
}

/** An open database whose schema is the newest. */
export async function readyStore(settings: RecordSettings, { create = true, patience }: OpenOptions): Promise<Store> {
  const store = await openStore(settings, create, patience);
  return guarded(store, async () => {
    const present = await store.version();
    if (present > migrations.length) throw recordTooNew(store.place, present, migrations.length);
    if (present === 0 && !create) throw new RecordMissing(store.place);
    if (present < migrations.length) {
      if ('postgres' in settings && settings.migrate === 'manual') {
        throw recordNotMigrated(store.place, present, migrations.length);
      }
      await store.migrate();
    }
    return store;
  });
}

/** The database as it is, whatever version its schema has. */
export function openStore(settings: RecordSettings, create: boolean, patience?: number): Promise<Store> | Store {
  return 'sqlite' in settings
    ? openSqlite(settings.sqlite, settings.durability ?? 'normal', create)
    : openPostgres(settings.postgres, patience);
}

/** Does work with a store: what goes wrong closes the store, and comes out as one of our errors. */
export async function guarded<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    throw store.translate(error);
  }
}
