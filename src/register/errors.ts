import { type UserError, userError } from '../errors.ts';

/** Someone logs, and nothing runs that it could belong to. */
export const nothingRuns = userError('NOTHING_RUNS', (what: string) => ({
  message: `${what} was called while no registered function and no task runs.`,
  next: "Call it inside of one: const serve = lineage.register('serve', {}, (machine) => { …; lineage.log(id); });",
}));

/** An output id that can't be one. */
export const badOutputId = userError('BAD_OUTPUT_ID', (id: unknown) => {
  const what = id === '' ? 'an empty text' : `a ${id === null ? 'null' : typeof id}`;
  return {
    message: `An output id is some text, and got ${what}.`,
    next: 'Give the words by which people will ask for it, or nothing: then one is made.',
  };
});

/** Something that can't be registered. */
export const notRegisterable = userError('NOT_REGISTERABLE', (what: string, why: string, next: string) => ({
  message: `${what} can't be registered: ${why}.`,
  next,
}));

/** A failure where the record is written, as it was said there. */
export const recordingFailed = ({ code, message, next }: Failure): UserError =>
  userError(code, () => ({ message, next: next ?? undefined }))();

/** An error as plain data. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
}
