import type { TaskNote } from '../authoring/notes.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { streamOf } from '../storage/codecs/stream.ts';
import type { Finished } from '../storage/execution.ts';
import { BoundLayer } from '../storage/layer.ts';
import { decode } from '../values/specials.ts';
import { Stopwatch } from '../values/stopwatch.ts';
import { Checks } from './checks.ts';
import { JobContext } from './context.ts';
import { type RecordHome, during } from './current.ts';
import { NeverSettles, TimedOut } from './errors.ts';
import { type ModelFamily, familyMetrics } from './families.ts';
import { inject } from './inject.ts';
import { type Made, readInput } from './inputs.ts';
import type { JobListener, TaskJob, TaskResult } from './job.ts';
import { judge } from './retryable.ts';
import { textsOf } from './secrets.ts';
import { whenStuck } from './stuck.ts';

/** What is there where a job runs. */
export interface JobSite {
  readonly artifacts: Artifacts;
  readonly families: Readonly<Record<string, ModelFamily>>;
  /** From the name in the job to the class. */
  readonly taskNamed: (task: TaskJob['task']) => TaskNote | Promise<TaskNote>;
  /** For inputs that name their makers only; elsewhere than in the run's own process, jobs come with their sources. */
  readonly made?: Made;
  /** For what tasks record themselves on the way. */
  readonly home?: RecordHome;
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
  const hide = textsOf(job.secrets.map((name) => params[name]));
  using clock = new Clock(job, signal);
  const context = new JobContext(job, clock.signal, quiet(listener, hide), site.home);
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
      hide,
      signal: clock.signal,
    });
    const { codec } = note;
    const finish = (value: unknown): Promise<Finished> => storage.finish(value, codec);
    const injected = inject(note, storage, context, job.outcome);
    if (note.componentKind) {
      const run = { component: note.name, self: injected.task, args: [] };
      checks = Checks.of(note.componentKind, run, (message) => context.logger.warn(message));
    }
    try {
      const value = await clock.race(during(context, () => perform(injected.task, params, job, site, finish, checks)));
      signal.throwIfAborted();
      const { output, stored } = value instanceof Drained ? value.finished : await finish(value);
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
        checks: checks?.outcomes,
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
      checks: checks?.outcomes,
    };
    const damaged = error instanceof ArtifactDamaged ? error.damaged : null;
    if (damaged !== null) await site.artifacts.files.discard((error as ArtifactDamaged).bytes);
    const left = !signal.aborted && note !== undefined && job.attempt <= note.retries;
    return { ...ended, status: signal.aborted ? 'cancelled' : 'failed', ...judge(error, note, left, hide), damaged };
  } finally {
    if (context.isUntidy) await context.clear();
  }
}

async function perform(
  task: object,
  params: Record<string, unknown>,
  job: TaskJob,
  { artifacts, made }: JobSite,
  finish: (value: unknown) => Promise<Finished>,
  checks: Checks | undefined,
): Promise<unknown> {
  Object.assign(task, params);
  for (const input of job.inputs) {
    const value = await readInput(input, artifacts, made);
    if (value !== undefined) (task as Record<string, unknown>)[input.field] = value;
  }
  if (checks) await checks.later('before');
  const value = await (task as { run: () => unknown }).run();
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

/** What a task logs may hold its secrets too. */
function quiet(listener: JobListener, hide: readonly string[]): JobListener {
  if (hide.length === 0 || !listener.log) return listener;
  return {
    ...listener,
    log: (level, text) =>
      listener.log!(
        level,
        hide.reduce((left, secret) => left.replaceAll(secret, '***'), text),
      ),
  };
}

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
      this.#awake = whenStuck(() => reject(new NeverSettles(node)));
      if (timeout !== null) {
        this.#timer = setTimeout(() => {
          const error = new TimedOut(node, timeout);
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
