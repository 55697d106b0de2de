import { hostname } from 'node:os';
import { userError, type UserError } from '../../errors.ts';
import type { ResumableRun, RunSummary } from '../../lineage/query-results.ts';
import { ago, paramsLine } from '../render/values.ts';
import { fit } from '../terminal.ts';
import { shellCommand } from '../../values/shell-command.ts';

/** To run everything again is not meant by a slip of the finger: a run has to be named. */
export const whichRun = userError('WHICH_RUN', (invoked: string, recent: readonly RunSummary[]) => {
  const lines = recent.map(({ id, target, params, status, startedAt }) => {
    const what = fit(`${target}(${paramsLine(params)})`, 60);
    return `\n  ${invoked} ${id}   ${what}, ${status}, ${ago(startedAt)}`;
  });
  return {
    message: `${invoked} needs a run: which one is to be repeated?`,
    next: lines.length > 0 ? `The latest are:${lines.join('')}` : 'Nothing has run yet.',
  };
});

/** A run that can't be repeated. */
export const notRepeatable = userError('NOT_REPEATABLE', ({ id, command }: ResumableRun) => {
  const why = "the record doesn't hold its module and its parameters: it was started from code, or by an older Clew";
  return {
    message: `${id} can't be repeated: ${why}.`,
    next: command ? `Type its command again: ${command}` : 'Start it again the same way.',
  };
});

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

export const nothingToAudit = userError('NOTHING_TO_AUDIT', () => ({
  message: 'There is nothing to audit: no run of a command line is on record.',
  next: 'Run something first: npx run-workflow <module> <Target> --audit 5%',
}));

/** A run whose plan can't be made again. */
export const notAuditable = userError('NOT_AUDITABLE', ({ id, command }: ResumableRun) => {
  const why = "the record doesn't hold its module and its parameters: it was started from code, or by an older Clew";
  return {
    message: `${id} can't be audited: ${why}.`,
    next: command ? `Type its command again, with --audit 5% behind it: ${command}` : 'Audit a run of a command line.',
  };
});
