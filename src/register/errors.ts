import { UserError } from '../errors.ts';

/** Someone logs, and nothing runs that it could belong to. */
export class NothingRuns extends UserError {
  constructor(what: string) {
    super('NOTHING_RUNS', `${what} was called while no registered function and no task runs.`, {
      next: "Call it inside of one: const serve = lineage.register('serve', {}, (machine) => { …; lineage.log(id); });",
    });
  }
}

/** An output id that can't be one. */
export class BadOutputId extends UserError {
  constructor(id: unknown) {
    const what = id === '' ? 'an empty text' : `a ${id === null ? 'null' : typeof id}`;
    super('BAD_OUTPUT_ID', `An output id is some text, and got ${what}.`, {
      next: 'Give the words by which people will ask for it, or nothing: then one is made.',
    });
  }
}

/** Something that can't be registered. */
export class NotRegisterable extends UserError {
  constructor(what: string, why: string, next: string) {
    super('NOT_REGISTERABLE', `${what} can't be registered: ${why}.`, { next });
  }
}

/** A failure where the record is written, as it was said there. */
export class RecordingFailed extends UserError {
  constructor({ code, message, next }: Failure) {
    super(code, message, next === null ? {} : { next });
  }
}

/** An error as plain data. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
}
