import { messageOf, ClewError } from '../../errors.ts';
import { notARecord, recordRefused, RecordUnavailable } from '../errors.ts';

/** The low byte of SQLite's result codes: https://sqlite.org/rescode.html */
const unusable: { readonly [code: number]: readonly [reason: string, next: string] } = {
  3: ['this user may not read it', 'Check the rights of the file and its folder.'],
  5: [
    'another process has been writing to it for more than 10 seconds',
    'Try again; if it stays so, look for a stuck process.',
  ],
  6: ['another process has locked it', 'Try again; if it stays so, look for a stuck process.'],
  8: ['it is read-only', 'Check the rights of the file and its folder, or name another place in clew.config.ts.'],
  10: ['reading or writing the disk failed', 'Check the disk; a folder on a network is no good place for SQLite.'],
  11: ['the file is damaged', 'Restore it from a backup, or move it away and begin a new one.'],
  13: [
    'the disk is full',
    'Make room on the disk; what was committed is safe, and the same command goes on from there.',
  ],
  14: [
    'the file can not be opened',
    'Check the rights of the file and its folder, or name another place in clew.config.ts.',
  ],
  23: ['access was denied', 'Check the rights of the file and its folder.'],
};

/** SQLITE_IOERR_SHMSIZE: the index of the write-ahead log can't grow, because there is no room for it. */
const noRoomForLog = 10 | (19 << 8);

/** Gives what `node:sqlite` threw as one of our errors. */
export function translateSqlite(error: unknown, place: string): unknown {
  if (error instanceof ClewError) return error;
  const code = (error as { errcode?: number } | null)?.errcode;
  if (typeof code !== 'number') return error;
  if ((code & 0xff) === 26) return notARecord(place, 'it is a file of another kind', error);
  const known = unusable[code === noRoomForLog ? 13 : code & 0xff];
  if (known) return new RecordUnavailable(place, ...known, error);
  // SQLITE_ERROR: a statement of ours doesn't fit the schema, so the schema isn't ours, or not any more.
  if ((code & 0xff) === 1) return notARecord(place, messageOf(error), error);
  return recordRefused(place, messageOf(error), error);
}
