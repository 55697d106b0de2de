import { documentOf, outputIdsOf, outputOf } from '../../project/document.ts';
import type { RunDocument } from '../../project/result.ts';
import { StrayException } from '../../project/errors.ts';
import type { Project } from '../../project/open.ts';
import type { Prepared } from '../../project/prepare.ts';
import { type ExecuteOptions, execute } from '../../project/run.ts';
import { usualStopGrace } from '../../executors/sagemaker/defaults.ts';
import { shownPath } from '../../modules/stack.ts';
import { RunEmitter } from '../../scheduler/events.ts';
import type { RunPolicy } from '../../scheduler/options.ts';
import type { RunReport } from '../../scheduler/report.ts';
import { display } from '../../values/display.ts';
import { Patience, grace, onStray } from '../guard.ts';
import { onInterrupt } from '../interrupt.ts';
import { leave } from '../leave.ts';
import { StillRunning } from '../errors.ts';
import { errorText } from '../render/error.ts';
import { type Loudness, Progress } from '../render/progress.ts';
import { summaryText } from '../render/summary.ts';
import { type Terminal, yellow } from '../terminal.ts';

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
  /** What the record keeps so that the run can be gone on with. */
  readonly origin: NonNullable<ExecuteOptions['origin']>;
  /** The run that this one repeats, and what is to be said of the two when it is over. */
  readonly repeats?: string;
  readonly afterwards?: (project: Project, report: RunReport) => Promise<Afterwards>;
}

/** What comes after the usual answer, for people and as a part of the document. */
export interface Afterwards {
  readonly text: string;
  readonly document: object;
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
  const timeLeft = isElsewhere ? usualStopGrace : grace;
  const patience = new Patience(timeLeft);
  let timedOut = false;
  let stray: StrayException | undefined;
  const unwatch = onStray((thrown) => {
    const error = new StrayException(thrown, secretsOf(prepared));
    stray ??= error;
    progress.end();
    terminal.note(errorText(error));
    patience.begin(() => leave(1));
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
    const late = (): never => {
      progress.end();
      terminal.note(errorText(new StillRunning(progress.stopping, timeLeft)));
      return leave(1);
    };
    timedOut = true;
    patience.begin(late);
  });
  events.on('finishing', () => patience.end());
  const { report, output, document, outputIds } = await finish();
  const afterwards = await how.afterwards?.(project, report);
  const spending = isElsewhere ? await (await import('./run-spent.ts')).spent(project.record, report.run) : undefined;
  if (document) terminal.json({ ...document, output: display(output), ...spending?.document, ...afterwards?.document });
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
  return report.status === 'succeeded' ? 0 : report.status === 'cancelled' ? 130 : 1;

  async function finish(): Promise<Finished> {
    try {
      const report = await execute(project, prepared, {
        ...how,
        verbose: how.loudness === 'verbose',
        events,
        signal: cancel.signal,
      });
      const output = await outputOf(project, report, mostShown);
      const outputIds = await outputIdsOf(project, report);
      return { report, output, outputIds, document: how.json && documentOf(report, output, outputIds) };
    } finally {
      unheard();
      unwatch();
      progress.end();
    }
  }
}

/** Larger outputs are named and not shown: they may be larger than memory. */
const mostShown = 64 * 1024 * 1024;

/** What must not be seen, whoever says it. */
function secretsOf({ plan }: Prepared): string[] {
  const texts = plan.nodes.flatMap(({ params, secret }) => [...secret].map((name) => String(params[name])));
  return [...new Set(texts)].filter((text) => text.length > 0);
}
