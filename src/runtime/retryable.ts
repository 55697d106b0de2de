import type { TaskNote } from '../authoring/notes.ts';
import { UserError } from '../errors.ts';
import type { JobError } from '../lineage/entries.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import type { Secrets } from '../values/secrets.ts';
import type { TaskResult } from './job.ts';
import { isPermanent } from './permanent-error.ts';
import { describeThrown } from './describe-thrown.ts';

/**
 * Describes what was thrown as data, and says whether another attempt may go better. Decided where the job runs: the
 * thrown thing itself goes no further. `left` says whether there is another attempt at all; nothing is asked where
 * there is none.
 */
export function judge(
  thrown: unknown,
  note: TaskNote | undefined,
  left: boolean,
  secrets: Secrets,
): Pick<TaskResult, 'error' | 'retryable'> {
  const error = describeThrown(thrown, secrets);
  if (!left) return { error, retryable: false };
  const why = whyNotAgain(thrown, note?.retryOn, secrets);
  return why === undefined ? { error, retryable: true } : { error: withReason(error, why), retryable: false };
}

function whyNotAgain(thrown: unknown, on: TaskNote['retryOn'], secrets: Secrets): string | undefined {
  if (isPermanent(thrown)) return 'the error is permanent';
  // A mistake in the code, or bytes that are wrong, are so the next time as well.
  if (thrown instanceof UserError || (thrown instanceof ArtifactDamaged && thrown.damaged !== null))
    return 'the same would happen again';
  if (!on) return undefined;
  try {
    const answer: unknown = on(thrown);
    if (answer === true) return undefined;
    return answer === false ? 'retry.on refused it' : `retry.on gave ${kindOf(answer)} instead of true or false`;
  } catch (error) {
    const { name, message } = describeThrown(error, secrets);
    return `retry.on threw ${name}: ${message}`;
  }
}

function kindOf(answer: unknown): string {
  if (answer instanceof Promise) return 'a promise';
  return answer === null || answer === undefined ? String(answer) : `a ${typeof answer}`;
}

const withReason = (error: JobError, why: string): JobError => ({
  ...error,
  next: `${error.next === null ? '' : `${error.next} `}It was not tried again: ${why}.`,
});
