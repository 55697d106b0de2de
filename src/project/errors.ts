import { type ExitCode, TaskError, messageOf, userError } from '../errors.ts';
import { RunStopped } from '../scheduler/errors.ts';
import type { RunReport } from '../scheduler/report.ts';
import { Secrets } from '../values/secrets.ts';
import { blameWords } from '../scheduler/create-report.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { shellCommand } from '../values/shell-command.ts';

/** A run that was asked for from code and did not come to its end. */
export class RunFailed extends TaskError {
  override readonly exitCode: ExitCode;
  readonly run: string;
  readonly report: RunReport;

  constructor(report: RunReport) {
    const { run, status, counts, blame, target, stopped } = report;
    const first = stopped ? ` ${stopped}` : blame ? ` ${blameWords(report)}.` : '';
    const more = !stopped && counts.failed > 1 ? ` ${counts.failed - 1} more failed.` : '';
    super(status === 'cancelled' ? 'RUN_CANCELLED' : 'RUN_FAILED', `${target.node.label} ${status}.${first}${more}`, {
      next: `See what happened with: ${shellCommand('clew show', run)}. Nothing that has run will run again.`,
    });
    this.exitCode = status === 'cancelled' ? 130 : 1;
    this.run = run;
    this.report = report;
  }
}

/** An event that `run()` doesn't have, or a listener that can't be called. */
export const badListeners = userError('BAD_LISTENERS', (name: string, known: readonly string[]) => {
  const isKnown = known.includes(name);
  return {
    message: isKnown
      ? `The listener of ${name} is no function.`
      : `run() has no event ${name}.${didYouMean(name, known)}`,
    next: `There are: ${known.join(', ')}. Each takes a function.`,
  };
});

/** Something was thrown where no task could catch it, and ended the run. */
export class StrayException extends RunStopped {
  override readonly reason = 'something was thrown outside of every task';

  constructor(thrown: unknown, secrets = Secrets.none) {
    const what = messageOf(thrown);
    super('STRAY_EXCEPTION', `Something was thrown outside of every task's run(): ${what}`, {
      next: 'A callback threw, or nobody awaited a promise: await it in run(), so that the task fails.',
      cause: thrown,
    });
    if (!secrets.isEmpty) this.hide((text) => secrets.mask(text));
  }
}
