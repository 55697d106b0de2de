import { UserError } from '../../errors.ts';
import type { ResumableRun } from '../../lineage/query-results.ts';

export class NothingToAudit extends UserError {
  constructor() {
    super('NOTHING_TO_AUDIT', 'There is nothing to audit: no run of a command line is on record.', {
      next: 'Run something first: npx run-workflow <module> <Target> --audit 5%',
    });
  }
}

/** A run whose plan can't be made again. */
export class NotAuditable extends UserError {
  constructor({ id, command }: ResumableRun) {
    const why = "the record doesn't hold its module and its parameters: it was started from code, or by an older Clew";
    super('NOT_AUDITABLE', `${id} can't be audited: ${why}.`, {
      next: command
        ? `Type its command again, with --audit 5% behind it: ${command}`
        : 'Audit a run of a command line.',
    });
  }
}
