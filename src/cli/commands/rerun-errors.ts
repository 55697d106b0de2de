import { userError } from '../../errors.ts';
import type { ResumableRun, RunSummary } from '../../lineage/query-results.ts';
import { ago, paramsLine } from '../render/values.ts';
import { fit } from '../terminal.ts';

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
