import { documentOf, outputIdsOf, outputOf } from '../../project/document.ts';
import type { RunDocument } from '../../project/result.ts';
import { StrayException } from '../../project/errors.ts';
import type { Project } from '../../project/project.ts';
import type { Prepared } from '../../project/prepare.ts';
import { type ExecuteOptions, execute } from '../../project/execute-run.ts';
import { defaultStopGrace } from '../../executors/sagemaker/defaults.ts';
import { shownPath } from '../../modules/stack.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { RunEmitter } from '../../scheduler/events.ts';
import type { RunPolicy } from '../../scheduler/run-options.ts';
import type { RunReport } from '../../scheduler/report.ts';
import { display } from '../../values/display.ts';
import { Patience, grace, onStray } from '../process-guard.ts';
import { onInterrupt } from '../interrupt.ts';
import { exit } from '../exit.ts';
import { stillRunning } from '../errors.ts';
import { errorText } from '../render/error.ts';
import { type Loudness, Progress } from '../render/progress.ts';
import { summaryText } from '../render/summary.ts';
import { type Terminal, dim, yellow } from '../terminal.ts';

export interface HowToRun extends RunPolicy {
  readonly concurrency?: number;
  /** Milliseconds for the whole run. */
  readonly timeout?: number;
  readonly loudness: Loudness;
  readonly json: boolean;
  /** The command that repeats the run, the one that goes on from here, and the secrets that they leave out. */
  readonly command: string | null;
  readonly resume: string;
  readonly secrets: readonly string[];
  /** The facts that the record keeps so that the run can be gone on with. */
  readonly origin: NonNullable<ExecuteOptions['origin']>;
  /** The run that this one repeats, and what is to be said of the two when it is over. */
  readonly repeats?: string;
  readonly afterwards?: (project: Project, report: RunReport) => Promise<Afterwards>;
}

/** The words that come after the usual answer, for people and as a part of the document. */
export interface Afterwards {
  readonly text: string;
  readonly document: object;
  /** An exit code in place of the run's own, if the run succeeded. */
  readonly exitCode?: number;
}

interface Finished {
  readonly report: RunReport;
  readonly output: unknown;
  readonly outputIds: readonly string[];
  /** Made only where it is asked for: it names every node. */
  readonly document: RunDocument | false;
}

/** Takes a plan to its end before people's eyes. Gives the exit code. */
export async function perform(
  project: Project,
  prepared: Prepared,
  how: HowToRun,
  terminal: Terminal,
): Promise<number> {
  const events = new RunEmitter();
  const progress = new Progress(terminal, how.loudness);
  progress.watch(events);

  const cancel = new AbortController();
  const isElsewhere = prepared.on === 'sagemaker';
  // Jobs are stopped by those who run them, and that takes minutes.
  const timeLeft = isElsewhere ? defaultStopGrace : grace;
  const patience = new Patience(timeLeft);
  let timedOut = false;
  let stray: StrayException | undefined;
  const unwatch = onStray((thrown) => {
    const error = new StrayException(thrown, prepared.plan.secrets);
    stray ??= error;
    progress.end();
    terminal.note(errorText(error));
    patience.begin(() => exit(1));
    cancel.abort(error);
  });
  const unheard = onInterrupt(
    () => {
      progress.interrupt(cancel.signal.aborted || timedOut);
      cancel.abort();
    },
    () => {
      progress.end();
      terminal.note(`${yellow('left')} at once: ${how.resume} ${how.repeats ? 'begins again' : 'goes on from here'}`);
    },
  );
  events.on('runTimedOut', () => {
    const late = (): void => {
      progress.end();
      terminal.note(errorText(stillRunning(progress.stopping, timeLeft)));
      exit(1);
    };
    timedOut = true;
    patience.begin(late);
  });
  events.on('finishing', () => patience.end());
  const { report, output, document, outputIds } = await finish();
  const afterwards = await how.afterwards?.(project, report);
  const spending = isElsewhere ? await spent(project.record, report.run) : undefined;
  if (document)
    await terminal.json({ ...document, output: display(output), ...spending?.document, ...afterwards?.document });
  else {
    const source = report.target.source?.output;
    const place = source?.key ? shownPath(project.artifacts.place(source)) : null;
    const { resume, secrets, loudness } = how;
    const [verbose, repeats] = [loudness === 'verbose', how.repeats !== undefined];
    terminal.out(summaryText({ report, output, outputIds, place, resume, secrets, repeats, verbose }));
    if (spending) terminal.out(spending.text);
    if (afterwards) terminal.out(afterwards.text);
  }
  if (stray) return stray.exitCode;
  return report.status === 'succeeded' ? (afterwards?.exitCode ?? 0) : report.status === 'cancelled' ? 130 : 1;

  async function finish(): Promise<Finished> {
    try {
      const report = await execute(project, prepared, {
        ...how,
        verbose: how.loudness === 'verbose',
        events,
        signal: cancel.signal,
      });
      const { secrets } = prepared.plan;
      const value = await outputOf(project, report, maxShown);
      // A task may return what it likes; what is shown is masked.
      const output = secrets.isEmpty ? value : secrets.maskAll(display(value));
      const outputIds = await outputIdsOf(project, report);
      return { report, output, outputIds, document: how.json && documentOf(report, output, outputIds) };
    } finally {
      unheard();
      unwatch();
      progress.end();
    }
  }
}

/** Tells what a run's jobs on SageMaker came to; undefined where all was found again. */
async function spent(
  record: LineageRecord,
  run: string,
): Promise<{ readonly text: string; readonly document: object } | undefined> {
  const jobs = await record.jobs.list({ run });
  if (jobs.length === 0) return undefined;
  const document = jobs.map(({ name, kind, instance, state, billable, price, nodes }) => ({
    name,
    kind,
    instance,
    state,
    billable,
    price,
    nodes: nodes.map(({ node }) => node),
  }));
  const { spentText } = await import('../render/job-list.ts');
  return { text: dim(spentText(jobs)), document: { jobs: document } };
}

/** Larger outputs are named and not shown: they may be larger than memory. */
const maxShown = 64 * 1024 * 1024;
