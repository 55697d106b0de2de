import { userError } from '../../errors.ts';
import type { ResumableRun } from '../../lineage/query-results.ts';

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
