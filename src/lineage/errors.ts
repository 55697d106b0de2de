import { UserError, userError, internalError } from '../errors.ts';
import { shellCommand } from '../values/shell-command.ts';

/** The database is not there, not readable or not writable now. */
export class RecordUnavailable extends UserError {
  readonly reason: string;

  constructor(place: string, reason: string, next: string, cause?: unknown) {
    super('RECORD_UNAVAILABLE', `The record ${place} can't be used: ${reason}.`, { next, cause });
    this.reason = reason;
  }
}

/** The error where the settings name a file that is no record. */
export const notARecord = userError('NOT_A_RECORD', (place: string, reason: string, cause?: unknown) => ({
  message: `${place} is not a record of Clew: ${reason}.`,
  next: 'Name another file or database in clew.config.ts, or move this one away.',
  cause,
}));

/** Someone asks before anything was written. */
export class RecordMissing extends UserError {
  constructor(place: string) {
    super('RECORD_MISSING', `Nothing has been recorded here yet: there is no record ${place}.`, {
      next: 'Run a workflow first, or name the record with --profile.',
    });
  }
}

/** The record was written by a newer Clew. */
export const recordTooNew = userError('RECORD_TOO_NEW', (place: string, present: number, known: number) => ({
  message: `The record ${place} was written by a newer Clew: it has version ${present}, and this one knows up to ${known}.`,
  next: 'Update clew here: npm i clew@latest',
}));

/** The settings say that people migrate this record themselves, and it is behind. */
export const recordNotMigrated = userError('RECORD_NOT_MIGRATED', (place: string, present: number, newest: number) => ({
  message: `The record ${place} has version ${present} and this Clew needs ${newest}; its settings say migrate: 'manual'.`,
  next: `Run: ${shellCommand('npx clew db migrate')}`,
}));

/** The settings hold something that can't be the address of a database. */
export const recordAddressInvalid = userError('RECORD_ADDRESS_INVALID', () => ({
  message: 'The address of the PostgreSQL record is not one.',
  next: 'Write it like postgres://user:password@host:5432/database.',
}));

/** The database holds to a rule that a row broke, such as an id that is there already. */
export const recordRefused = internalError('RECORD_REFUSED', (place: string, reason: string, cause: unknown) => ({
  message: `The record ${place} refused to write this: ${reason}.`,
  next: 'This should not happen; please report it together with this message.',
  cause,
}));

/** A name that is too long for an index. */
export const nameTooLong = userError('NAME_TOO_LONG', (kind: string, name: string, bytes: number, limit: number) => {
  const [size, most] = [bytes, limit].map((number) => number.toLocaleString('en'));
  return {
    message: `The ${kind} ${name.slice(0, 40)}… has ${size} bytes, and the record takes no more than ${most}.`,
    next: 'Give it a shorter name; long texts belong in what is returned, a label, a doc or a note.',
  };
});

/** The record was closed before it was asked. */
export const recordClosed = internalError('RECORD_CLOSED', (place: string) => ({
  message: `The record ${place} is closed already.`,
}));

/** An id that names nothing. */
export const unknownId = userError('UNKNOWN_ID', (kind: string, id: string, candidates: readonly string[]) => ({
  message: `The record knows no ${kind} ${id}.`,
  ...(candidates.length > 0 && { next: `Perhaps one of: ${candidates.join(', ')}` }),
}));
