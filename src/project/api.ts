import { loadSettings } from '../config/load.ts';
import { openModules } from '../config/modules.ts';
import type { Duration } from '../values/duration.ts';
import type { Output, ParamsOf } from '../authoring/index.ts';
import { holdOutput } from '../executors/process-output.ts';
import { RunEmitter, type RunEvents } from '../scheduler/events.ts';
import { layerNotSharedText } from './layer-not-shared.ts';
import { namesakeText } from './namesakes.ts';
import { codeChangedText, codeUncertainText, codeUnseenText } from './code-changes.ts';
import { documentOf, outputIdsOf, outputOf } from './document.ts';
import type { RunDocument } from './result.ts';
import { badListeners, RunFailed, runInAudit, runInWorker } from './errors.ts';
import { requiredHome } from '../runtime/current-execution.ts';
import { isLoadingTasks } from './loading.ts';
import { type RunsOn, readRunLocation } from './read-run-location.ts';
import { Project } from './project.ts';
import { prepare } from './prepare.ts';
import { execute } from './execute-run.ts';
import { readTimeout } from './time-limit.ts';

export interface RunOptions {
  /** Where to look for the project: its folder or one below. Default: where the process stands. */
  readonly cwd?: string;
  readonly profile?: string;
  readonly concurrency?: number;
  /** Run everything again. */
  readonly force?: boolean;
  /** Names of tasks that run again, with everything that comes after them. */
  readonly forceFrom?: readonly string[];
  /** The first failure stops the run. */
  readonly failFast?: boolean;
  /** How long the whole run may take: then running tasks are asked to stop, and the run has failed. */
  readonly timeout?: Duration;
  /** Where its tasks run: `'sagemaker'` for jobs of Amazon SageMaker, as the settings say. Default: `'here'`. */
  readonly on?: RunsOn;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** Functions that hear of what happens while the run goes on. One that throws is warned of, and stops nothing. */
  readonly events?: RunListeners;
}

const publicEvents = ['runStarted', 'nodeStarted', 'nodeProgress', 'nodeLog', 'nodeRetrying', 'nodeFinished'] as const;

/**
 * Functions that hear of a run, by the name of the event.
 *
 * @example
 * ```ts
 * await run(Nightly, {}, { events: { nodeFinished: ({ node, status, ms }) => console.log(node, status, ms) } });
 * ```
 */
export type RunListeners = {
  readonly [Name in (typeof publicEvents)[number]]?: (event: RunEvents[Name]) => void;
};

/**
 * Runs a task or a workflow from code, exactly as `npx run-workflow` does: same record, same cache.
 * Rejects with {@link RunFailed} if it does not come to its end.
 *
 * @example
 * ```ts
 * const { output, outputIds } = await run(Nightly, { day: new Date('2026-11-01') });
 * ```
 */
export async function run<T extends { run(): unknown }>(
  target: abstract new (...args: never[]) => T,
  params: ParamsOf<T> = {} as ParamsOf<T>,
  options: RunOptions = {},
): Promise<RunDocument<Output<T>>> {
  const {
    cwd = process.cwd(),
    profile,
    concurrency,
    force = false,
    failFast = false,
    forceFrom = [],
    signal,
    timeout,
    on = 'here',
    events: listeners = {},
  } = options;
  checkListeners(listeners);
  if (isLoadingTasks()) throw runInWorker((target as { readonly name: string }).name);
  // It would be recorded, and an audit leaves nothing behind.
  if (requiredHome()) throw runInAudit((target as { readonly name: string }).name);
  const limit = timeout === undefined ? undefined : readTimeout('timeout', timeout);
  const settings = await loadSettings({ cwd, profile });
  // From here on, modules run from the text that their identity is made of, and reads are seen.
  openModules(settings);
  using _output = holdOutput();
  await using project = await Project.open(settings);
  const prepared = await prepare(project, target, params as object, { on: readRunLocation('on', on) });
  const events = new RunEmitter();
  const warn = (text: string, code: string): void => process.emitWarning(text, { type: 'ClewWarning', code });
  events.on('codeChanged', ({ files }) => warn(codeChangedText(files), 'CODE_CHANGED'));
  events.on('namesakeFound', (event) => warn(namesakeText(event), 'SAME_NAME'));
  events.on('layerNotShared', (event) => warn(layerNotSharedText(event), 'LAYER_NOT_SHARED'));
  events.on('codeUncertain', ({ files }) => warn(codeUncertainText(files), 'CODE_UNCERTAIN'));
  events.on('codeUnseen', ({ files }) => warn(codeUnseenText(files), 'CODE_UNSEEN'));
  for (const name of publicEvents) subscribe(events, name, listeners);
  const report = await execute(project, prepared, {
    events,
    force,
    failFast,
    forceFrom: new Set(forceFrom),
    ...(concurrency && { concurrency }),
    ...(signal && { signal }),
    ...(limit && { timeout: limit }),
  });
  if (report.status !== 'succeeded') throw new RunFailed(report);
  const output = await outputOf(project, report);
  return documentOf(report, output, await outputIdsOf(project, report)) as RunDocument<Output<T>>;
}

function subscribe<Name extends keyof RunListeners>(events: RunEmitter, name: Name, listeners: RunListeners): void {
  const listener = listeners[name] as ((event: RunEvents[Name]) => void) | undefined;
  if (listener) events.on(name, listener);
}

function checkListeners(listeners: RunListeners): void {
  for (const [name, listener] of Object.entries(listeners)) {
    const isKnown = publicEvents.some((event) => event === name);
    if (!isKnown || (listener !== undefined && typeof listener !== 'function')) throw badListeners(name, publicEvents);
  }
}
