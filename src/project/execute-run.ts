import type { TaskNote } from '../authoring/notes.ts';
import { messageOf, userError } from '../errors.ts';
import type { ComponentInfo, RunEnd } from '../lineage/entries.ts';
import type { Leases } from '../lineage/leases.ts';
import type { Tasks } from '../plan/tasks.ts';
import { shownParams } from '../plan/identity.ts';
import type { Executor } from '../runtime/job.ts';
import { type DryRunParts, dryRun, type PlannedNode } from '../scheduler/dry-run.ts';
import { RunEmitter } from '../scheduler/events.ts';
import { Lookup } from '../scheduler/cache-lookup.ts';
import type { RunParts, RunPolicy } from '../scheduler/run-options.ts';
import { type RunReport, countNodes } from '../scheduler/report.ts';
import { blameWords } from '../scheduler/create-report.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { ReasonFinder, type ReasonFinderParts } from '../scheduler/why/reason-finder.ts';
import { encode } from '../values/encode.ts';
import { newRunId } from '../values/id.ts';
import { Stopwatch } from '../values/stopwatch.ts';
import { newCodeChanges, newUncertainCode, newUnseenCode } from './code-changes.ts';
import { checkerOf, observerOf, watchedFor } from './dependencies.ts';
import { type ExecutorOptions, openExecutor } from './executor.ts';
import { namesakesIn } from './namesakes.ts';
import type { Project } from './project.ts';
import type { Prepared } from './prepare.ts';
import { workerProgram } from './worker-program.ts';
import { trimCopies } from './leftovers/machine-folders.ts';
import { TimeLimit } from './time-limit.ts';
import { didYouMean } from '../values/nearest-names.ts';

export interface ExecuteOptions extends Partial<RunPolicy> {
  /** How many tasks at a time; else as the settings say. */
  readonly concurrency?: number;
  /** Whether what tasks say elsewhere is fetched while they run. */
  readonly verbose?: boolean;
  /** Milliseconds that the whole run may take. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly events?: RunEmitter;
  /** The command that repeats this run. */
  readonly command?: string | null;
  /**
   * All that `clew resume` and `clew rerun` have to know: the module, relative to the project, and the target's
   * arguments.
   */
  readonly origin?: { readonly module: string; readonly arguments: string | null };
  /** The run that it repeats. */
  readonly repeats?: string;
}

/** Takes a prepared plan to its end and keeps all of it in the record. */
export async function execute(project: Project, prepared: Prepared, options: ExecuteOptions = {}): Promise<RunReport> {
  const { plan, code } = prepared;
  const { record } = project;
  const policy = checkPolicy(options, plan.tasks);
  // What can't run elsewhere is said before a run is on record.
  const { concurrency, verbose, events = new RunEmitter() } = options;
  const left: ExecutorOptions['left'] = (packages) => events.emit('packagesLeft', { packages });
  const watched = await watchedFor(project);
  const observe = observerOf(watched, { reachOf: (note) => code.of(note).reach, unknownOf: code.unknownOf });
  const executor = await openExecutor(project, plan.tasks, {
    on: prepared.on,
    concurrency,
    verbose,
    left,
    observe,
    code,
    program: await workerProgram(project, code),
  });
  const { place } = record;
  const unwatch = record.watch({
    lost: (reason) => events.emit('recordAway', { place, reason }),
    back: () => events.emit('recordBack', { place }),
  });
  const run = newRunId();
  const watch = new Stopwatch();
  try {
    let leases: Leases | undefined;
    let report: RunReport;
    try {
      tellOfCode(project, prepared, executor, events);
      await start(project, prepared, { ...options, run, startedAt: watch.startedAt });
      const dependencies = await checkerOf(project);
      leases = await join(project, run, watch);
      report = await schedule(project, prepared, {
        ...options,
        policy,
        run,
        watch,
        events,
        executor,
        leases,
        dependencies,
      });
    } finally {
      await executor.close();
      // Leases that are not given back expire; a broken record is reported when the run ends.
      if (leases) await record.leave(leases).catch(() => undefined);
    }
    await record.endRun(run, ending(report, watch.now()));
    await trimCopies({ record, layers: project.layers, copies: project.settings.storage.copies });
    watched.log.digests.save();
    events.emit('runFinished', { report });
    return report;
  } finally {
    unwatch();
  }
}

/** Says of which code the run can't be sure. */
function tellOfCode({ settings }: Project, { plan, code }: Prepared, executor: Executor, events: RunEmitter): void {
  const used = new Set(code.manifests.flatMap(({ files }) => files.map((file) => file.path)));
  const changed = newCodeChanges(settings.root, used);
  if (changed.length > 0) events.emit('codeChanged', { files: changed });
  const uncertain = newUncertainCode(settings.root, code);
  if (uncertain.length > 0) events.emit('codeUncertain', { files: uncertain });
  for (const { model } of plan.tasks)
    if (executor.placeOf(model.note.name) === 'in-process') code.unknownOf(model.note);
  const unseen = newUnseenCode(settings.root, code);
  if (unseen.length > 0) events.emit('codeUnseen', { files: unseen });
}

/** Puts a run on record. */
async function start(
  { record, settings, process }: Project,
  { plan, code }: Prepared,
  options: Pick<ExecuteOptions, 'command' | 'origin' | 'repeats'> & {
    readonly run: string;
    readonly startedAt: number;
  },
): Promise<void> {
  const { run, startedAt, command = null, origin, repeats = null } = options;
  const program = origin && code.program(origin.module);
  await record.keepCode(program ? [...code.manifests, program] : code.manifests);
  await record.startRun({
    id: run,
    target: plan.target.task,
    params: shownParams(plan.target),
    profile: settings.profile,
    command,
    module: origin?.module ?? null,
    arguments: origin?.arguments ?? null,
    code: program?.digest ?? null,
    repeats,
    startedAt,
    process: await process,
    components: [...plan.tasks].map(({ model }) => component(model.note)),
    dependencies: dependencies(plan.tasks),
  });
}

/** Joins the processes that share the record. A run that can't is over. */
async function join({ record, settings, process }: Project, run: string, watch: Stopwatch): Promise<Leases> {
  const limits = new Map(Object.entries(settings.limits));
  try {
    return await record.join({ process: (await process).id, run, expiry: settings.leaseExpiry, limits });
  } catch (error) {
    const nothing = { counts: countNodes([]), tolerated: [] };
    const end: RunEnd = { ...nothing, status: 'failed', error: messageOf(error), endedAt: watch.now() };
    await record.endRun(run, end).catch(() => undefined);
    throw error;
  }
}

interface ScheduleOptions
  extends
    Pick<ExecuteOptions, 'timeout' | 'signal'>,
    Pick<RunParts, 'run' | 'events' | 'executor' | 'leases' | 'dependencies'> {
  readonly policy: RunPolicy;
  readonly watch: Stopwatch;
}

/** Takes a run that is on record to its end. */
async function schedule(project: Project, prepared: Prepared, options: ScheduleOptions): Promise<RunReport> {
  const { record, artifacts, settings } = project;
  const { policy, run, watch, events, executor, leases, dependencies, timeout } = options;
  const { id: process } = await project.process;
  const limit = new TimeLimit(options.signal, timeout, () => events.emit('runTimedOut', { limit: timeout! }));
  const { signal } = limit;
  const parts: RunParts = {
    run,
    project: settings.project,
    plan: prepared.plan,
    executor,
    record,
    leases,
    artifacts,
    codeOf: prepared.code.of,
    dependencies,
    isNamesake: namesakesIn(settings.root, (namesakes) => events.emit('namesakeFound', namesakes)),
    process,
    events,
    signal,
  };
  const scheduler = new Scheduler(parts, policy);
  // Written at once, in case that the process is not given the time to end in order.
  const cancelled = (): void => {
    // Whatever is wrong with the record is told by the end in order.
    record.endRun(run, ending(scheduler.report(), watch.now())).catch(() => undefined);
  };
  try {
    const ended = scheduler.run();
    // Whoever hears that the run has started may have cancelled it.
    if (signal.aborted) cancelled();
    else signal.addEventListener('abort', cancelled, { once: true });
    return await ended;
  } finally {
    limit.end();
    signal.removeEventListener('abort', cancelled);
  }
}

/** Tells what {@link execute} would do, node by node. */
export async function rehearse(
  project: Project,
  prepared: Prepared,
  { cached, ...options }: Partial<RunPolicy> & Pick<DryRunParts, 'cached'> = {},
): Promise<PlannedNode[]> {
  const { plan, code } = prepared;
  const { record, artifacts } = project;
  const lookup = new Lookup({ record, artifacts, codeOf: code.of, dependencies: await checkerOf(project) });
  const reasonFinder = (madeBy: ReasonFinderParts['madeBy']): ReasonFinder =>
    new ReasonFinder({
      past: record,
      codeOf: code.of,
      tasks: plan.tasks.names,
      run: null,
      madeBy,
      isNamesake: namesakesIn(project.settings.root),
    });
  return dryRun({
    plan,
    lookup,
    reasonFinder: reasonFinder,
    artifacts,
    policy: checkPolicy(options, plan.tasks),
    cached,
  });
}

function ending(report: RunReport, endedAt: number): RunEnd {
  const { status, stopped, counts, blame, tolerated } = report;
  const failure = blame?.node.handling ? blameWords(report) : blame?.error?.message;
  return { status, counts, error: stopped ?? failure ?? null, tolerated, endedAt };
}

function component(note: TaskNote): ComponentInfo {
  const { name, doc = null, owner = null, modelFamily = null, taskType = null, freshFor = null } = note;
  const { kind, fields } = note.componentKind ?? { kind: note.kind, fields: undefined };
  const kept = fields === undefined ? null : encode(fields, { label: `the fields of ${name}` });
  return { name, kind, doc, owner, modelFamily, taskType, freshFor, fields: kept };
}

function dependencies(tasks: Tasks): [string, string][] {
  return [...tasks].flatMap(({ model: { note } }) => {
    const names = new Set(note.inputs.map(({ task }) => tasks.modelOf(task).note.name));
    return [...names].map((name): [string, string] => [note.name, name]);
  });
}

export const unknownForcedTask = userError('UNKNOWN_TASK', (name: string, known: readonly string[]) => ({
  message: `Nothing to force: this plan has no task "${name}".${didYouMean(name, known)}`,
  next: `Its tasks are: ${known.join(', ')}.`,
}));

/** Fills in what wasn't asked for, and refuses names that would silently force nothing. */
export function checkPolicy(asked: Partial<RunPolicy>, tasks: Tasks): RunPolicy {
  const { force = false, failFast = false, forceFrom = new Set<string>(), again } = asked;
  for (const name of forceFrom) if (!tasks.named(name)) throw unknownForcedTask(name, tasks.names);
  return { force, failFast, forceFrom, ...(again && { again }) };
}
