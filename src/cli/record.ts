import { openRecord } from '../lineage/open.ts';
import type { Record } from '../lineage/record.ts';
import type { Options } from './flags.ts';
import { settingsFor } from './settings.ts';

/** Opens the record of the project that one stands in, for looking only. */
export async function withRecord(options: Options, look: (record: Record) => Promise<number>): Promise<number> {
  const settings = await settingsFor(options);
  const record = await openRecord(settings.record, { create: false });
  try {
    return await look(record);
  } finally {
    await record.close();
  }
}
