import { RecordMissing, recordTooNew } from './errors.ts';
import { migrations } from './migrations/index.ts';
import { guarded, openStore } from './open-record.ts';
import type { RecordSettings } from './record.ts';
import type { Store } from './store.ts';

/** How far a record's schema is. */
export interface RecordStatus {
  readonly dialect: 'sqlite' | 'postgres';
  /** The file, or the server without its password. */
  readonly place: string;
  /** 0 where nothing was recorded yet. */
  readonly present: number;
  readonly newest: number;
  /** Names of the migrations that are still to do. */
  readonly pending: readonly string[];
}

/** Looks at the record and leaves it as it is; one that doesn't exist is not made. */
export async function recordStatus(settings: RecordSettings): Promise<RecordStatus> {
  let store: Store;
  try {
    store = await openStore(settings, false);
  } catch (error) {
    if (error instanceof RecordMissing && 'sqlite' in settings) return status('sqlite', settings.sqlite, 0);
    throw error;
  }
  const present = await guarded(store, () => store.version());
  await store.close();
  return status(store.dialect, store.place, present);
}

/** Brings the record up to date, making it where there is none. Says what was done. */
export async function migrateRecord(
  settings: RecordSettings,
): Promise<RecordStatus & { readonly applied: readonly string[] }> {
  const store = await openStore(settings, true);
  const done = await guarded(store, async () => {
    const present = await store.version();
    if (present > migrations.length) throw recordTooNew(store.place, present, migrations.length);
    const applied = await store.migrate();
    return { ...status(store.dialect, store.place, await store.version()), applied };
  });
  await store.close();
  return done;
}

function status(dialect: RecordStatus['dialect'], place: string, present: number): RecordStatus {
  const pending = migrations.slice(present).map(({ name }) => name);
  return { dialect, place, present, newest: migrations.length, pending };
}
