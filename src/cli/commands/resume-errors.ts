import { hostname } from 'node:os';
import { type UserError, userError } from '../../errors.ts';
import type { ResumableRun } from '../../lineage/query-results.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const nothingToResume = userError('NOTHING_TO_RESUME', () => ({
  message: 'There is nothing to resume: no run of a command line is on record that did not succeed.',
  next: `${shellCommand('clew runs')} lists what has run.`,
}));

/** A run that is not to be gone on with, or can't be. */
export const notResumable = userError('NOT_RESUMABLE', (run: string, why: string, next: string) => ({
  message: `${run} can't be resumed: ${why}.`,
  next,
}));

export function whyNotResumable(run: ResumableRun): UserError | undefined {
  const { id, status, module, command, process } = run;
  if (status === 'succeeded')
    return notResumable(id, 'it has succeeded', `${shellCommand('clew runs')} lists the others.`);
  // Nobody here can know whether a process on another machine is still there.
  if (status === 'running' && process.host === hostname())
    return notResumable(id, `process ${process.pid} is still at it`, 'Wait for it, or end it by Ctrl-C.');
  if (run.repeats !== null)
    return notResumable(
      id,
      `it repeats ${run.repeats}`,
      `Repeat that once more: ${shellCommand('npx clew rerun', run.repeats)}`,
    );
  if (module === null || run.arguments === null) {
    const why = "the record doesn't hold its module and its parameters: it was started from code, or by an older Clew";
    return notResumable(id, why, command ? `Type its command again: ${command}` : 'Start it again the same way.');
  }
  return undefined;
}
