import type { TaskNote } from '../authoring/notes.ts';
import type { ComponentInfo, RunEnd } from '../lineage/entries.ts';
import type { Tasks } from '../plan/tasks.ts';
import { shownParams } from '../plan/identity.ts';
import { dryRun, type PlannedNode } from '../scheduler/dry-run.ts';
import { RunEmitter } from '../scheduler/events.ts';
import { Lookup } from '../scheduler/lookup.ts';
import type { RunParts, RunPolicy } from '../scheduler/options.ts';
import type { RunReport } from '../scheduler/report.ts';
import { blameWords } from '../scheduler/reporting.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { Historian, type HistorianParts } from '../scheduler/why/historian.ts';
import { encode } from '../values/encode.ts';
import { newRunId } from '../values/id.ts';
import { Stopwatch } from '../values/stopwatch.ts';
import { type ExecutorOptions, openExecutor } from './executor.ts';
import type { Project } from './open.ts';
import type { Prepared } from './prepare.ts';
import { checkPolicy } from './policy.ts';
import { TimeLimit } from './time-limit.ts';

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
  /** What `clew resume` and `clew rerun` have to know: the module, relative to the project, and the target's arguments. */
  readonly origin?: { readonly module: string; readonly arguments: string | null };
  /** The run that it repeats. */
  readonly repeats?: string;
}

/** Takes a prepared plan to its end and keeps all of it in the record. */
export async function execute(project: Project, prepared: Prepared, options: ExecuteOptions = {}): Promise<RunReport> {
  const { plan, code } = prepared;
  const { record, artifacts, settings } = project;
  const policy = checkPolicy(options, plan.tasks);
  const process = await project.process;
  // What can't run elsewhere is said before a run is on record.
  const { concurrency, verbose, timeout, events = new RunEmitter() } = options;
  const left: ExecutorOptions['left'] = (packages) => events.emit('packagesLeft', { packages });
  const executor = await openExecutor(project, plan.tasks, { on: prepared.on, concurrency, verbose, left });
  const run = newRunId();
  const watch = new Stopwatch();
  const program = options.origin && code.program(options.origin.module);
  await record.keepCode(program ? [...code.manifests, program] : code.manifests);
  await record.startRun({
    id: run,
    target: plan.target.task,
    params: shownParams(plan.target),
    profile: settings.profile,
    command: options.command ?? null,
    module: options.origin?.module ?? null,
    arguments: options.origin?.arguments ?? null,
    code: program?.digest ?? null,
    repeats: options.repeats ?? null,
    startedAt: watch.startedAt,
    process,
    components: [...plan.tasks].map(({ model }) => component(model.note)),
    dependencies: dependencies(plan.tasks),
  });
  const limit = new TimeLimit(options.signal, timeout, () => events.emit('runTimedOut', { limit: timeout! }));
  const { signal } = limit;
  const { place } = record;
  const unwatch = record.watch({
    lost: (reason) => events.emit('recordAway', { place, reason }),
    back: () => events.emit('recordBack', { place }),
  });
  const limits = new Map(Object.entries(settings.limits));
  const leases = await record.join({ process: process.id, run, expiry: settings.leaseExpiry, limits });
  const parts: RunParts = {
    run,
    project: settings.project,
    plan,
    executor,
    record,
    leases,
    artifacts,
    codeOf: code.of,
    process: process.id,
    events,
    signal,
  };
  const scheduler = new Scheduler(parts, policy);
  // Written at once, in case that the process is not given the time to end in order.
  const cancelled = (): void => {
    // Whatever is wrong with the record is told by the end in order.
    record.endRun(run, ending(scheduler.report(), watch.now())).catch(() => undefined);
  };
  let report: RunReport;
  try {
    const ended = scheduler.run();
    // Whoever hears that the run has started may have cancelled it.
    if (signal.aborted) cancelled();
    else signal.addEventListener('abort', cancelled, { once: true });
    report = await ended;
  } finally {
    limit.end();
    signal.removeEventListener('abort', cancelled);
    await executor.close();
    // What is not given back expires; what is wrong with the record is told by the end of the run.
    await record.leave(leases).catch(() => undefined);
  }
  await record.endRun(run, ending(report, watch.now()));
  unwatch();
  events.emit('runFinished', { report });
  return report;
}

/** What {@link execute} would do, node by node. */
export function rehearse(
  project: Project,
  prepared: Prepared,
  options: Partial<RunPolicy> = {},
): Promise<PlannedNode[]> {
  const { plan, code } = prepared;
  const { record, artifacts } = project;
  const lookup = new Lookup(record, artifacts, code.of);
  const historian = (madeBy: HistorianParts['madeBy']): Historian =>
    new Historian({ past: record, codeOf: code.of, tasks: plan.tasks.names, run: null, madeBy });
  return dryRun({ plan, lookup, historian, artifacts, policy: checkPolicy(options, plan.tasks) });
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
