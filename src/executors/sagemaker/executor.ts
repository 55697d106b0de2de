import type PQueue from 'p-queue';
import type { TaskNote } from '../../authoring/notes.ts';
import { withSources } from '../../runtime/inputs.ts';
import type { Executor, JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { judge } from '../../runtime/retryable.ts';
import { pause } from '../../scheduler/retry.ts';
import { secretsOf } from '../../runtime/secrets.ts';
import { describeThrown } from '../../runtime/thrown.ts';
import { parseDuration } from '../../values/duration.ts';
import { unrun } from '../workers/parcel.ts';
import { Adoption } from './adoption.ts';
import { Batches, type Seat } from './batches.ts';
import { isWithoutInstance } from './causes.ts';
import { collect } from './collect.ts';
import { usual, usualJob } from './defaults.ts';
import { NoInstance } from './errors.ts';
import { Flight } from './flight.ts';
import { delayWhenFull, launch } from './launch.ts';
import { LogTail } from './logs.ts';
import { SecretsStay } from './mailbox-errors.ts';
import type { SageMakerSite } from './parts.ts';
import { hear } from './hearing.ts';
import { Service } from './service.ts';
import { Sweep } from './sweep.ts';
import { tidy } from './tidy.ts';

/** Nodes of one task that come within a second share a job, where the task asks for it. */
const longestMoment = 1000;

/** Runs each job as a SageMaker job, or several small ones in one. */
export class SageMakerExecutor implements Executor {
  readonly concurrency: number;
  readonly #site: SageMakerSite;
  readonly #gate: PQueue;
  readonly #service: Service;
  readonly #interval: number;
  readonly #sweep: Sweep;
  readonly #tail: LogTail;
  readonly #adoption: Adoption;
  readonly #batches: Batches;
  /** The mailboxes whose answers were taken, and how many of them each has. */
  readonly #taken = new Map<string, number>();
  readonly #runs = new Set<string>();
  #isWell = true;

  constructor(site: SageMakerSite, gate: PQueue) {
    this.#site = site;
    this.#gate = gate;
    this.concurrency = gate.concurrency;
    const { settings } = site;
    this.#interval = (settings.sweep && parseDuration(settings.sweep)) || usual.sweep;
    this.#service = new Service(settings, site.jobs);
    this.#sweep = new Sweep(this.#service, this.#interval);
    this.#tail = new LogTail(this.#service, this.#interval);
    this.#adoption = new Adoption(site, this.#service, this.#sweep);
    this.#batches = new Batches(Math.min(this.#interval, longestMoment), (seats) => this.#perform(seats));
  }

  placeOf(): string {
    return 'sagemaker';
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#gate.add(() => this.#execute(job, signal, listener));
  }

  async close(): Promise<void> {
    await this.#gate.onIdle();
    try {
      await tidy(this.#site, this.#service, { runs: this.#runs, taken: this.#taken, isWell: this.#isWell });
    } finally {
      this.#service.close();
    }
  }

  async #execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    if (signal.aborted) return unrun('cancelled', describeThrown(signal.reason));
    this.#runs.add(job.run);
    const result = await this.#attempt(job, signal, listener);
    this.#isWell &&= result.status === 'ran';
    return result;
  }

  async #attempt(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    const startedAt = Date.now();
    try {
      if (job.secrets.length > 0) throw new SecretsStay(job.node, job.secrets);
      const whole = await withSources(job, this.#site.made);
      const seat: Seat = { job: whole, signal, listener };
      const adopted = await this.#adoption.find(whole);
      if (adopted) {
        const { flight, index, sentAs } = adopted;
        return await this.#land(flight, [seat], [{ index, sentAs }]).then(([result]) => result!);
      }
      return await this.#batches.add(seat, this.#on(job).batch);
    } catch (error) {
      return this.#failed(job, signal, error, startedAt);
    }
  }

  #on({ task }: TaskJob) {
    const on = this.#site.taskNamed(task.name)?.on;
    return on === undefined || on === 'here' ? usualJob : on;
  }

  /** Takes jobs until one has got an instance. */
  async #perform(seats: readonly Seat[]): Promise<readonly TaskResult[]> {
    const [first] = seats as readonly [Seat, ...Seat[]];
    const since = performance.now();
    const jobs = seats.map(({ job }) => job);
    const deadline = since + Math.min(...jobs.map(({ timeout }) => timeout ?? Infinity));
    const signal = allOf(seats.map((seat) => seat.signal));
    for (let turn = 1; ; turn++) {
      const launching = { jobs, on: this.#on(first.job), turn, signal, deadline, interval: this.#interval };
      const existing = await launch(launching, this.#site, this.#service);
      if (turn === 1) for (const { listener } of seats) listener.started?.();
      const flight = new Flight(existing, this.#site, this.#service, this.#sweep);
      const places = jobs.map(({ componentRun: sentAs }, index) => ({ index, sentAs }));
      const results = await this.#land(flight, seats, places, true);
      if (results) return results;
      const delay = delayWhenFull(turn, this.#interval);
      if (performance.now() + delay > deadline) {
        const waited = Math.round(performance.now() - since);
        throw new NoInstance(first.job.node, existing.instance, waited, 'there is no capacity');
      }
      await pause(delay, signal);
      signal.throwIfAborted();
    }
  }

  async #land(
    flight: Flight,
    seats: readonly Seat[],
    places: readonly { readonly index: number; readonly sentAs: string }[],
  ): Promise<readonly TaskResult[]>;
  async #land(
    flight: Flight,
    seats: readonly Seat[],
    places: readonly { readonly index: number; readonly sentAs: string }[],
    mayBeFull: true,
  ): Promise<readonly TaskResult[] | undefined>;
  async #land(
    flight: Flight,
    seats: readonly Seat[],
    places: readonly { readonly index: number; readonly sentAs: string }[],
    mayBeFull = false,
  ): Promise<readonly TaskResult[] | undefined> {
    const { name, kind } = flight.job;
    this.#taken.set(name, Math.max(this.#taken.get(name) ?? 0, ...places.map(({ index }) => index + 1)));
    if (this.#site.verbose) this.#tail.follow(kind, name, hear(seats, places));
    let view;
    try {
      view = await flight.land(seats.map(({ signal }) => signal));
    } finally {
      await this.#tail.finish(name);
    }
    const isFull = isWithoutInstance(view);
    if (isFull && mayBeFull && seats.some(({ signal }) => !signal.aborted)) return undefined;
    return Promise.all(
      seats.map(async ({ job, signal }, i) => {
        try {
          return await collect({ job, signal, view, ...places[i]! }, flight.job, this.#site);
        } catch (error) {
          return this.#failed(job, signal, error, view.startedAt ?? view.createdAt);
        }
      }),
    );
  }

  #failed(job: TaskJob, signal: AbortSignal, thrown: unknown, startedAt: number): TaskResult {
    const note: TaskNote | undefined = this.#site.taskNamed(job.task.name);
    const left = !signal.aborted && note !== undefined && job.attempt <= note.retries;
    const { error, retryable } = judge(thrown, note, left, secretsOf(job));
    return unrun(signal.aborted ? 'cancelled' : 'failed', error!, { startedAt, retryable });
  }
}

/** Aborted once all of them are. */
function allOf(signals: readonly AbortSignal[]): AbortSignal {
  if (signals.length === 1) return signals[0]!;
  const all = new AbortController();
  const heard = (): void => {
    const left = signals.find(({ aborted }) => !aborted);
    if (!left) all.abort(signals[0]!.reason);
    else left.addEventListener('abort', heard, { once: true });
  };
  heard();
  return all.signal;
}
