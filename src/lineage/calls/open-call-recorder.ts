import type { ProcessInfo } from '../entries.ts';
import { guarded, readyStore } from '../open-record.ts';
import type { RecordSettings } from '../record.ts';
import { CallRecorder } from './recorder.ts';

/** Opens the record for what registered code does, and makes it or brings it up to date where needed. */
export async function openCallRecorder(settings: RecordSettings, process: ProcessInfo): Promise<CallRecorder> {
  const store = await readyStore(settings, {});
  return guarded(store, () => CallRecorder.open(store, process));
}
