import type { TaskNote } from '../authoring/notes.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { streamOf } from '../storage/codecs/stream.ts';
import type { Finished } from '../storage/execution.ts';
import { BoundLayer } from '../storage/layer.ts';
import { decode } from '../values/special-values.ts';
import { Secrets } from '../values/secrets.ts';
import { Stopwatch } from '../values/stopwatch.ts';
import { Checks } from './run-checks.ts';
import { JobContext } from './context.ts';
import { type RecordHome, during } from './current-execution.ts';
import { neverSettles, timedOut } from './errors.ts';
import type { KeptDependencies, KeptText } from '../lineage/entries.ts';
import { type ModelFamily, familyMetrics } from '../families/model-families.ts';
import { inject } from './injection-container.ts';
import { type Made, readInput } from './inputs.ts';
import type { JobListener, OutsideUse, TaskJob, TaskResult } from './job.ts';
import { judge } from './retryable.ts';
import { decodeDependencies, encodeDependencies } from '../dependencies/dependencies.ts';
import { digestOf } from '../values/digest.ts';

/** The things that are there where a job runs. */
export interface JobSite {
  readonly artifacts: Artifacts;
  readonly families: Readonly<Record<string, ModelFamily>>;
  /** From the name in the job to the class. */
  readonly taskNamed: (task: TaskJob['task']) => TaskNote | Promise<TaskNote>;
  /** For inputs that name their makers only; elsewhere than in the run's own process, jobs come with their sources. */
  readonly made?: Made;
  /** For what tasks record themselves on the way. */
  readonly home?: RecordHome;
  /** Notes what a task uses besides its inputs while it runs. */
  readonly observe?: (note: TaskNote, job: TaskJob) => JobObserver;
  /** Gives what was asked of the world so far, where a process runs one job and is watched for that. */
  readonly outsideUses?: () => readonly OutsideUse[];
}

/** Notes what one job uses. */
export interface JobObserver {
  /** Runs some work and notes everything it does, however deep in its calls and however late. */
  during<T>(work: () => T): T;
  /** Gives what was noted; null if that is nothing. Call it once, when the work is done. */
  finish(): KeptDependencies | null;
}

/** HOW one job runs, the same at every distance: decode the inputs, inject, `run()`, encode what it returned. */
export async function runJob(
  job: TaskJob,
  site: JobSite,
  signal: AbortSignal,
  listener: JobListener,
): Promise<TaskResult> {
  const watch = new Stopwatch();
  const { startedAt } = watch;
  const params = decode(job.params) as Record<string, unknown>;
  const secrets = Secrets.from(job.hidden);
  using clock = new Clock(job, signal);
  const context = new JobContext(job, clock.signal, quiet(listener, secrets), secrets, site.home);
  let note: TaskNote | undefined;
  let checks: Checks | undefined;
  try {
    signal.throwIfAborted();
    listener.started?.();
    note = await site.taskNamed(job.task);
    const storage = new BoundLayer(site.artifacts, {
      layer: job.storage,
      prefix: job.prefix,
      componentRun: job.componentRun,
      secrets,
      foundSecret: (name) => context.logger.warn(secretWords(name, job)),
      signal: clock.signal,
    });
    const { codec } = note;
    const finish = (value: unknown): Promise<Finished> => storage.finish(value, codec);
    const observer = site.observe?.(note, job);
    // Nothing is read of a value that is no object when it is kept.
    const keep = (value: unknown): Promise<Finished> =>
      observer && typeof value === 'object' ? observer.during(() => finish(value)) : finish(value);
    const injected = inject(note, storage, context, job.outcome);
    if (note.componentKind) {
      const run = { component: note.name, self: injected.task, args: [] };
      checks = Checks.of(note.componentKind, run, (message) => context.logger.warn(message));
    }
    try {
      const value = await clock.race(
        during(context, () => perform({ task: injected.task, params, job, site, finish, checks, observer })),
      );
      signal.throwIfAborted();
      const { output, stored } = value instanceof Drained ? value.finished : await keep(value);
      const metrics = { ...familyMetrics(site.families[note.modelFamily ?? ''], value), ...context.metrics };
      const endedAt = watch.now();
      const { outputIds } = context;
      const well = { error: null, retryable: false, damaged: null };
      return {
        status: 'ran',
        output,
        stored,
        outputIds,
        metrics,
        ...well,
        startedAt,
        endedAt,
        checks: checks && secrets.maskAll(checks.outcomes),
        dependencies: withoutSecrets(observer?.finish() ?? null, secrets),
        outsideUses: masked(site.outsideUses?.(), secrets),
      };
    } finally {
      const settling = context.settle();
      if (settling) await settling;
      injected.dispose();
    }
  } catch (error) {
    const ended = {
      output: null,
      stored: [],
      outputIds: [],
      metrics: {},
      startedAt,
      endedAt: watch.now(),
      checks: checks && secrets.maskAll(checks.outcomes),
      outsideUses: masked(site.outsideUses?.(), secrets),
    };
    const damaged = error instanceof ArtifactDamaged ? error.damaged : null;
    if (damaged !== null) await site.artifacts.files.discard((error as ArtifactDamaged).bytes);
    const left = !signal.aborted && note !== undefined && job.attempt <= note.retries;
    return { ...ended, status: signal.aborted ? 'cancelled' : 'failed', ...judge(error, note, left, secrets), damaged };
  } finally {
    if (context.isUntidy) await context.clear();
  }
}

interface Performance {
  readonly task: object;
  readonly params: Record<string, unknown>;
  readonly job: TaskJob;
  readonly site: JobSite;
  readonly finish: (value: unknown) => Promise<Finished>;
  readonly checks: Checks | undefined;
  readonly observer: JobObserver | undefined;
}

async function perform({ task, params, job, site, finish, checks, observer }: Performance): Promise<unknown> {
  const { artifacts, made } = site;
  Object.assign(task, params);
  for (const input of job.inputs) {
    const value = await readInput(input, artifacts, made);
    if (value !== undefined) (task as Record<string, unknown>)[input.field] = value;
  }
  const run = async (): Promise<unknown> => {
    if (checks) await checks.later('before');
    return drain(await (task as { run: () => unknown }).run(), finish, checks);
  };
  return observer ? observer.during(run) : run();
}

async function drain(value: unknown, finish: Performance['finish'], checks: Checks | undefined): Promise<unknown> {
  // What happens while a stream is read is still the task's work: its time limit holds, and Ctrl-C.
  const drained = streamOf(value) ? new Drained(await finish(value)) : undefined;
  if (checks) await checks.later('after', drained ? undefined : value);
  return drained ?? value;
}

/** A returned stream, which was read to its end. */
class Drained {
  readonly finished: Finished;

  constructor(finished: Finished) {
    this.finished = finished;
  }
}

/** Masks secrets in what a task logs: it may hold them too. */
function quiet(listener: JobListener, secrets: Secrets): JobListener {
  if (secrets.isEmpty || !listener.log) return listener;
  return { ...listener, log: (level, text) => listener.log!(level, secrets.mask(String(text))) };
}

function secretWords(name: string, { secrets }: TaskJob): string {
  const what = name === 'output' ? 'What it returned' : `${name}, which it stored,`;
  const which = secrets.length > 0 ? ` (${secrets.join(', ')})` : '';
  return `${what} has a secret parameter in it${which}: it is kept as it is, and whoever reads the artifact reads the secret`;
}

const masked = (uses: readonly OutsideUse[] | undefined, secrets: Secrets): readonly OutsideUse[] | undefined =>
  uses?.map((use) => ({ ...use, what: secrets.mask(use.what) }));

/** The time that one attempt has, and the ways in which it may end early. */
class Clock implements Disposable {
  readonly signal: AbortSignal;
  readonly #job: TaskJob;
  readonly #timeout: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #awake: (() => void) | undefined;

  constructor(job: TaskJob, outer: AbortSignal) {
    this.#job = job;
    this.#timeout = job.timeout === null ? undefined : new AbortController();
    this.signal = this.#timeout ? AbortSignal.any([outer, this.#timeout.signal]) : outer;
  }

  /** Rejects at the timeout, whatever the task does with its signal; and when nothing is left that could wake it. */
  race(work: Promise<unknown>): Promise<unknown> {
    const { timeout, node } = this.#job;
    return new Promise((resolve, reject) => {
      this.#awake = watchIdle(() => reject(neverSettles(node)));
      if (timeout !== null) {
        this.#timer = setTimeout(() => {
          const error = timedOut(node, timeout);
          reject(error);
          this.#timeout!.abort(error);
        }, timeout);
      }
      work.then(resolve, reject);
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#awake?.();
  }
}

/** Dependencies that many jobs share, with secrets removed. */
const closedBefore = new WeakMap<KeptDependencies, { readonly secrets: Secrets; readonly closed: KeptDependencies }>();

/** Removes secrets from a task's dependencies: the record is no place for them. */
export function withoutSecrets(used: KeptDependencies | null, secrets: Secrets): KeptDependencies | null {
  // Shorter ones occur in many paths by chance.
  const hide = secrets.long;
  if (!used || hide.isEmpty) return used;
  const before = closedBefore.get(used);
  if (before?.secrets === hide) return before.closed;
  const closed = close(used, hide);
  closedBefore.set(used, { secrets: hide, closed });
  return closed;
}

function close(used: KeptDependencies, hide: Secrets): KeptDependencies {
  const isOpen = (text: string | null): boolean => text !== null && hide.isIn(text);
  // Binary content is kept as Base64.
  const shows = ({ kind, content }: KeptText): boolean =>
    isOpen(content) || (kind === 'file' && hide.isInBytes(Buffer.from(content, 'base64')));
  const others = used.texts.filter((text) => text.kind !== 'dependencies' && !shows(text));
  const first = used.texts.find(({ kind }) => kind === 'dependencies');
  const noted = decodeDependencies(first?.content);
  const closed = {
    modules: noted.modules.filter(({ path }) => !isOpen(path)),
    resolutions: noted.resolutions.filter(({ from, specifier, to }) => ![from, specifier, to].some(isOpen)),
    packages: noted.packages.filter(({ folder, name }) => !isOpen(folder) && !isOpen(name)),
    files: noted.files.filter(({ path }) => !isOpen(path)),
    variables: noted.variables.filter(({ name }) => !isOpen(name)),
    unknown: noted.unknown.filter((sentence) => !isOpen(sentence)),
  };
  const countOf = (lists: object): number => Object.values(lists).flat().length;
  if (countOf(closed) === countOf(noted)) return { ...used, texts: first ? [first, ...others] : others };
  const content = encodeDependencies({ ...closed, unknown: [...closed.unknown, 'it used a path that holds a secret'] });
  const digest = digestOf(content);
  return { digest, texts: [{ digest, kind: 'dependencies', content }, ...others] };
}

const waiting = new Set<() => void>();
let watching = false;

function wake(): void {
  for (const callback of waiting) callback();
}

/**
 * Calls back when the process would end although someone still waits: the event loop is empty, so nothing can
 * ever settle what is waited for. Gives the way to stop watching. One listener serves any number of jobs, and stays.
 */
function watchIdle(callback: () => void): () => void {
  if (!watching) process.on('beforeExit', wake);
  watching = true;
  waiting.add(callback);
  return () => void waiting.delete(callback);
}
