import type { ResolvedSettings } from '../config/load.ts';
import { RecordMissing } from '../lineage/errors.ts';
import { openRecord } from '../lineage/open-record.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { type AskedProfile, settingsFor } from './settings.ts';

/** The words of a list before the first run. */
export const nothingYet = 'Nothing has run yet. Start with: npx run-workflow <module> <Target>';

/**
 * Opens the record of the project that one stands in, for looking only.
 * `empty` answers where there is no record yet; without it, that is a mistake.
 */
export async function withRecord<T = number>(
  asked: AskedProfile,
  look: (record: LineageRecord, settings: ResolvedSettings) => Promise<T>,
  empty?: () => T | Promise<T>,
): Promise<T> {
  const settings = await settingsFor(asked);
  let record: LineageRecord;
  try {
    record = await openRecord(settings.record, { create: false });
  } catch (error) {
    if (empty && error instanceof RecordMissing) return await empty();
    throw error;
  }
  try {
    return await look(record, settings);
  } finally {
    await record.close();
  }
}
