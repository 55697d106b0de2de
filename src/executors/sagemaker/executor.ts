import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import type { JobKind } from './container.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './site.ts';
import type { Service } from './service.ts';
import type PQueue from 'p-queue';
import type { TaskNote } from '../../authoring/notes.ts';
import { withSources } from '../../runtime/inputs.ts';
import type { Executor, JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { judge } from '../../runtime/retryable.ts';
import { pause } from '../../values/pause.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import { Secrets } from '../../values/secrets.ts';
import { unrun } from '../job-message.ts';
import { Adoption } from './adoption.ts';
import { Batches, type Boarded, type Seat } from './batches.ts';
import { isWithoutInstance } from './failure-causes.ts';
import { collect } from './collect.ts';
import { defaultJob } from './defaults.ts';
import { noInstance, secretsStay } from './errors.ts';
import { RunningJob } from './running-job.ts';
import { type Launch, delayWhenFull, launch, launchAgain } from './launch.ts';
import { LogTail } from './logs.ts';
import { listenToLogs } from './log-protocol.ts';
import { type Shared, share } from './shared-state.ts';
import type { JobView } from './job-states.ts';

/** Nodes of one task that come within a second share a job, where the task asks for it. */
const maxMoment = 1000;

/** Runs each job as a SageMaker job, or several small ones in one. */
export class SageMakerExecutor implements Executor {
  readonly concurrency: number;
  readonly #site: SageMakerSite;
  readonly #gate: PQueue;
  readonly #shared: Shared;
  readonly #tail: LogTail;
  readonly #adoption: Adoption;
  readonly #batches: Batches;
  readonly #runs = new Set<string>();
  #isWell = true;

  constructor(site: SageMakerSite, gate: PQueue) {
    this.#site = site;
    this.#gate = gate;
    this.concurrency = gate.concurrency;
    this.#shared = share(site.settings, site.record, site.jobs);
    const { service, sweep, interval } = this.#shared;
    this.#tail = new LogTail(service, interval);
    this.#adoption = new Adoption(site, service, sweep, (job, orphan, signal) =>
      launchAgain(this.#launching([job], signal), orphan, site, service),
    );
    this.#batches = new Batches(Math.min(interval, maxMoment), (seats) => this.#perform(seats));
  }

  placeOf(): string {
    return 'sagemaker';
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#gate.add(() => this.#execute(job, signal, listener));
  }

  async close(): Promise<void> {
    await this.#gate.onIdle();
    // What could not be cleared away takes some room, and nothing from what was made.
    await cleanJobs(this.#site, this.#shared.service, this.#runs, this.#isWell).catch(() => undefined);
    await this.#shared.leave();
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
      if (job.secrets.length > 0) throw secretsStay(job.node, job.secrets);
      const whole = await withSources(job, this.#site.made);
      const seat: Seat = { job: whole, signal, listener };
      const adopted = await this.#adoption.find(whole, signal);
      if (adopted) {
        listener.started?.();
        const boarded = [{ ...seat, index: adopted.index, sentAs: adopted.sentAs }];
        const view = await this.#land(adopted.flight, boarded);
        if (!isWithoutInstance(view)) return (await this.#collect(adopted.flight, boarded, view))[0]!;
      }
      return await this.#batches.add(seat, this.#on(job).batch);
    } catch (error) {
      return this.#failed(job, signal, error, startedAt);
    }
  }

  #on({ task }: TaskJob) {
    const on = this.#site.taskNamed(task.name)?.on;
    return on === undefined || on === 'here' ? defaultJob : on;
  }

  /** Takes jobs until one has got an instance. */
  async #perform(seats: readonly Seat[]): Promise<readonly TaskResult[]> {
    const [first] = seats as readonly [Seat, ...Seat[]];
    const since = performance.now();
    const jobs = seats.map(({ job }) => job);
    const signal = allOf(seats.map((seat) => seat.signal));
    const launching = this.#launching(jobs, signal);
    for (let turn = 1; ; turn++) {
      const existing = await launch({ ...launching, turn }, this.#site, this.#shared.service);
      if (turn === 1) for (const { listener } of seats) listener.started?.();
      const flight = new RunningJob(existing, this.#site, this.#shared.service, this.#shared.sweep);
      const boarded = seats.map((seat, index) => ({ ...seat, index, sentAs: seat.job.componentRun }));
      const view = await this.#land(flight, boarded);
      if (!isWithoutInstance(view) || signal.aborted) return this.#collect(flight, boarded, view);
      const delay = delayWhenFull(turn, this.#shared.interval);
      if (performance.now() + delay > launching.deadline) {
        const waited = Math.round(performance.now() - since);
        throw noInstance(first.job.node, existing.instance, waited, 'there is no capacity');
      }
      await pause(delay, signal);
      signal.throwIfAborted();
    }
  }

  #launching(jobs: readonly TaskJob[], signal: AbortSignal): Launch {
    const deadline = performance.now() + Math.min(...jobs.map(({ timeout }) => timeout ?? Infinity));
    return { jobs, on: this.#on(jobs[0]!), turn: 1, signal, deadline, interval: this.#shared.interval };
  }

  async #land(flight: RunningJob, boarded: readonly Boarded[]): Promise<JobView> {
    const { name, kind } = flight.job;
    const [{ index: first }] = boarded as readonly [Boarded, ...Boarded[]];
    const heard = `${name} ${first}`;
    if (this.#site.verbose) this.#tail.follow(heard, kind, name, listenToLogs(boarded));
    try {
      return await flight.land(boarded.map(({ signal }) => signal));
    } finally {
      await this.#tail.finish(heard);
    }
  }

  #collect(flight: RunningJob, boarded: readonly Boarded[], view: JobView): Promise<readonly TaskResult[]> {
    return Promise.all(
      boarded.map(async (one) => {
        try {
          return await collect({ ...one, view }, flight.job, this.#site);
        } catch (error) {
          return this.#failed(one.job, one.signal, error, view.startedAt ?? view.createdAt);
        }
      }),
    );
  }

  #failed(job: TaskJob, signal: AbortSignal, thrown: unknown, startedAt: number): TaskResult {
    const note: TaskNote | undefined = this.#site.taskNamed(job.task.name);
    const left = !signal.aborted && note !== undefined && job.attempt <= note.retries;
    const { error, retryable } = judge(thrown, note, left, Secrets.from(job.hidden));
    return unrun(signal.aborted ? 'cancelled' : 'failed', error!, { startedAt, retryable });
  }
}

/** Aborted once all of them are. */
function allOf(signals: readonly AbortSignal[]): AbortSignal {
  if (signals.every((signal) => signal === signals[0])) return signals[0]!;
  const all = new AbortController();
  const heard = (): void => {
    const left = signals.find(({ aborted }) => !aborted);
    if (!left) all.abort(signals[0]!.reason);
    else left.addEventListener('abort', heard, { once: true });
  };
  heard();
  return all.signal;
}

/**
 * Cleans up behind a run: those of its jobs that are over are settled, and their mailboxes emptied. A job that an
 * earlier run for the same target and parameters had begun, was killed over, and this one had no use for, is stopped,
 * if all is `well` that was asked for: nobody wants it any more.
 */
export async function cleanJobs(
  { jobs, driver }: Pick<SageMakerSite, 'jobs' | 'driver'>,
  service: Pick<Service, 'stop'>,
  runs: ReadonlySet<string>,
  well: boolean,
): Promise<void> {
  const clear = (done: readonly KnownJob[]): Promise<unknown> =>
    Promise.all(done.map(({ name, nodes }) => new Mailbox(driver, name).clear(nodes.length)));
  for (const run of runs) {
    const over = (await jobs.list({ run, open: true })).filter((job) => !isUnderWay(job));
    await jobs.settle(run);
    await clear(over);
    if (!well) continue;
    const abandoned = await jobs.abandonedBefore(run);
    for (const job of abandoned) {
      if (isUnderWay(job)) {
        await service.stop(job.kind as JobKind, job.name);
        await jobs.tell(job.name, { state: 'stopped', endedAt: Date.now(), reason: 'A later run did without it.' });
      }
      await jobs.forget(job.name);
    }
    await clear(abandoned);
  }
}

const isUnderWay = ({ state }: KnownJob): boolean => state === 'creating' || state === 'running';
