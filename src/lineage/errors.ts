import { ClewError, UserError, type ExitCode } from '../errors.ts';
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
export class NotARecord extends UserError {
  constructor(place: string, reason: string, cause?: unknown) {
    super('NOT_A_RECORD', `${place} is not a record of Clew: ${reason}.`, {
      next: 'Name another file or database in clew.config.ts, or move this one away.',
      cause,
    });
  }
}

/** Someone asks before anything was written. */
export class RecordMissing extends UserError {
  constructor(place: string) {
    super('RECORD_MISSING', `Nothing has been recorded here yet: there is no record ${place}.`, {
      next: 'Run a workflow first, or name the record with --profile.',
    });
  }
}

/** The record was written by a newer Clew. */
export class RecordTooNew extends UserError {
  constructor(place: string, present: number, known: number) {
    super(
      'RECORD_TOO_NEW',
      `The record ${place} was written by a newer Clew: it has version ${present}, and this one knows up to ${known}.`,
      { next: 'Update clew here: npm i clew@latest' },
    );
  }
}

/** The settings say that people migrate this record themselves, and it is behind. */
export class RecordNotMigrated extends UserError {
  constructor(place: string, present: number, newest: number) {
    super(
      'RECORD_NOT_MIGRATED',
      `The record ${place} has version ${present} and this Clew needs ${newest}; its settings say migrate: 'manual'.`,
      { next: `Run: ${shellCommand('npx clew db migrate')}` },
    );
  }
}

/** The settings hold something that can't be the address of a database. */
export class RecordAddressInvalid extends UserError {
  constructor() {
    super('RECORD_ADDRESS_INVALID', 'The address of the PostgreSQL record is not one.', {
      next: 'Write it like postgres://user:password@host:5432/database.',
    });
  }
}

/** The database holds to a rule that a row broke, such as an id that is there already. */
export class RecordRefused extends ClewError {
  override readonly exitCode: ExitCode = 70;

  constructor(place: string, reason: string, cause: unknown) {
    super('RECORD_REFUSED', `The record ${place} refused to write this: ${reason}.`, {
      next: 'This should not happen; please report it together with this message.',
      cause,
    });
  }
}

/** A name that is too long for an index. */
export class NameTooLong extends UserError {
  constructor(kind: string, name: string, bytes: number, limit: number) {
    const [size, most] = [bytes, limit].map((number) => number.toLocaleString('en'));
    super(
      'NAME_TOO_LONG',
      `The ${kind} ${name.slice(0, 40)}… has ${size} bytes, and the record takes no more than ${most}.`,
      { next: 'Give it a shorter name; long texts belong in what is returned, a label, a doc or a note.' },
    );
  }
}

/** The record was closed before it was asked. */
export class RecordClosed extends ClewError {
  override readonly exitCode: ExitCode = 70;

  constructor(place: string) {
    super('RECORD_CLOSED', `The record ${place} is closed already.`);
  }
}

/** An id that names nothing. */
export class UnknownId extends UserError {
  readonly candidates: readonly string[];

  constructor(kind: string, id: string, candidates: readonly string[]) {
    super('UNKNOWN_ID', `The record knows no ${kind} ${id}.`, {
      ...(candidates.length > 0 && { next: `Perhaps one of: ${candidates.join(', ')}` }),
    });
    this.candidates = candidates;
  }
}
