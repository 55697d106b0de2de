import { type ExitCode, TaskError, messageOf, userError, UserError } from '../errors.ts';
import { RunStopped } from '../scheduler/errors.ts';
import type { RunReport } from '../scheduler/report.ts';
import { Secrets } from '../values/secrets.ts';
import { blameWords } from '../scheduler/create-report.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { shellCommand } from '../values/shell-command.ts';
import { shownPath } from '../modules/stack.ts';

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

/** Where a task can't run, and what lets it stay. */
const elsewhere = {
  'in isolation': 'or give the task `isolate: false`',
  'on SageMaker': "or give the task `on: 'here'`",
} as const;
export type Elsewhere = keyof typeof elsewhere;

const orElse = elsewhere['in isolation'];

/** Whoever runs a task elsewhere finds it by what its module exports. */
export class NotInItsModule extends UserError {
  constructor(task: string, file: string | undefined, where: Elsewhere = 'in isolation') {
    const why =
      file === undefined
        ? 'its class was made at run time and is in no file'
        : `${shownPath(file)} does not export its class`;
    super(
      'NOT_IN_ITS_MODULE',
      `${task} can't run ${where}: ${why}, so that no ${where === 'in isolation' ? 'worker' : 'job'} can find it.`,
      {
        next: `Write the class at the top of a module as \`export class\`, ${elsewhere[where]}.`,
      },
    );
  }
}

/** The error for a layer that lives in the memory of one process, and so is in no other. `uses`: 'it reads' and the like. */
export const layerNotShared = userError('LAYER_NOT_SHARED', (path: string, uses: string, layer: string) => ({
  message: `${path} can't run in isolation: ${uses} the storage layer "${layer}", which is in memory.`,
  next: `Make "${layer}" a folder in clew.config.ts, ${orElse}.`,
}));

/** A module that starts a run of its own is no place for tasks that workers import. */
export const runInWorker = userError('RUN_IN_WORKER', (target: string) => ({
  message: `A worker imports the module of an isolated task, and that module starts a run of ${target}.`,
  next: 'Move the tasks to a module of their own.',
}));

/** A task that is audited starts a run of its own. */
export const runInAudit = userError('RUN_IN_AUDIT', (target: string) => ({
  message: `It starts a run of ${target}, and a run can't be executed without being recorded.`,
  next: `Ask for ${target} by @From, or give the task \`cache: false\`.`,
}));
