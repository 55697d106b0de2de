import { type ExitCode, TaskError } from '../errors.ts';
import type { RunReport } from '../scheduler/report.ts';

/** A run that was asked for from code and did not come to its end. */
export class RunFailed extends TaskError {
  override readonly exitCode: ExitCode;
  readonly run: string;
  readonly report: RunReport;

  constructor(report: RunReport) {
    const { run, status, nodes, target } = report;
    const failed = nodes.filter((node) => node.status === 'failed');
    const first = failed[0] ? ` ${failed[0].node.label} failed: ${failed[0].error?.message ?? failed[0].reason}.` : '';
    const more = failed.length > 1 ? ` ${failed.length - 1} more failed.` : '';
    super(status === 'cancelled' ? 'RUN_CANCELLED' : 'RUN_FAILED', `${target.node.label} ${status}.${first}${more}`, {
      next: `See what happened with: clew show ${run}. Nothing that has run will run again.`,
    });
    this.exitCode = status === 'cancelled' ? 130 : 1;
    this.run = run;
    this.report = report;
  }
}
