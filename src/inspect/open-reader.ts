import { loadSettings } from '../config/load.ts';
import { openRecord as openLineageRecord } from '../lineage/open-record.ts';
import type { RecordReader } from './record-reader.ts';

/** Which record to open. */
export interface OpenRecordOptions {
  /** The folder of the project; default: the current one. */
  readonly cwd?: string;
  /** The profile of the settings; default: as for commands. */
  readonly profile?: string;
}

/**
 * Opens a project's record to read from code what the commands show people.
 *
 * @example
 * ```ts
 * await using record = await openRecord();
 * const { runs } = await record.runs({ limit: 5 });
 * const { frames } = await record.trace('out-7f3k2');
 * ```
 */
export async function openRecord({ cwd = process.cwd(), profile }: OpenRecordOptions = {}): Promise<RecordReader> {
  const { record, root } = await loadSettings({ cwd, profile });
  const opened = await openLineageRecord(record, { create: false });
  // Loaded here, as most programs never ask.
  const { RecordReader: Reader } = await import('./record-reader.ts');
  return new Reader(opened, root);
}
