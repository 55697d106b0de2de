import { pause } from '../../values/pause.ts';
import type { JobState } from '../../lineage/jobs/job-types.ts';
import type { JobKind } from './container.ts';
import { stillRunning } from './errors.ts';
import { defaultStopGrace } from './defaults.ts';
import type { SageMakerSite } from './site.ts';
import { estimatedPrice } from './prices.ts';
import type { Service } from './service.ts';
import type { JobView } from './job-states.ts';
import type { JobPoller } from './job-poller.ts';

/** SageMaker ends a job at its limit by itself; so long after it, that is done for it. */
const overdue = 300_000;
/** So many times a job is told to stop, in the time that it has for it. */
const stops = 3;

/** A job that exists. */
export interface Existing {
  readonly name: string;
  readonly kind: JobKind;
  readonly instance: string;
  /** For messages. */
  readonly node: string;
}

/** One job under way, and those who wait for it: it is stopped when none of them wants it any more. */
export class RunningJob {
  readonly job: Existing;
  readonly #site: SageMakerSite;
  readonly #service: Service;
  readonly #sweep: JobPoller;
  readonly #stop = new AbortController();
  #wanted = 0;
  #over: Promise<JobView> | undefined;

  /** `view`: of one that is over already. */
  constructor(job: Existing, site: SageMakerSite, service: Service, sweep: JobPoller, view?: JobView) {
    this.job = job;
    this.#site = site;
    this.#service = service;
    this.#sweep = sweep;
    if (!view) return;
    this.#over = this.write(view).then(() => view);
    // Heard of by whoever lands.
    this.#over.catch(() => undefined);
  }

  /** Waits until the job is over; whoever comes when it is learns the same. */
  async land(signals: readonly AbortSignal[]): Promise<JobView> {
    const leave = (): void => {
      if ((this.#wanted -= 1) === 0) this.#stop.abort();
    };
    this.#wanted += signals.length;
    for (const signal of signals) {
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    }
    try {
      return await (this.#over ??= this.#watch());
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', leave);
    }
  }

  async #watch(): Promise<JobView> {
    const { name, kind, node } = this.job;
    const { stopGrace = defaultStopGrace } = this.#site;
    const stop = this.#stop.signal;
    const over = this.#sweep.follow(kind, name, (view) => this.#keepTime(view));
    // Where stopping fails first, nobody else hears of it.
    over.catch(() => undefined);
    const stopped = Promise.withResolvers<undefined>();
    const halt = (): void => stopped.resolve(undefined);
    stop.addEventListener('abort', halt, { once: true });
    if (stop.aborted) halt();
    const view = (await Promise.race([over, stopped.promise])) ?? (await this.#bringDown(over));
    if (!view) {
      this.#sweep.forget(name);
      throw stillRunning(node, name, stopGrace);
    }
    await this.write(view);
    return view;
  }

  /** How it has ended, and what that cost. */
  async write({ status, billable, reason, endedAt }: JobView): Promise<void> {
    const { jobs, settings } = this.#site;
    const { name, instance } = this.job;
    const price = estimatedPrice(instance, billable, settings);
    await jobs.tell(name, { state: status as JobState, endedAt: endedAt ?? Date.now(), reason, billable, price });
  }

  /** Told more than once: a stop may go unheard. Undefined where it goes on all the same. */
  async #bringDown(over: Promise<JobView>): Promise<JobView | undefined> {
    const { name, kind } = this.job;
    const { stopGrace = defaultStopGrace } = this.#site;
    for (let told = 0; told < stops; told++) {
      await this.#service.stop(kind, name);
      const done = new AbortController();
      const view = await Promise.race([over, pause(stopGrace / stops, done.signal).then(() => undefined)]);
      done.abort();
      if (view) return view;
    }
    return undefined;
  }

  #keepTime({ startedAt, maxRuntime }: JobView): void {
    if (startedAt === null || maxRuntime === null) return;
    if (Date.now() > startedAt + maxRuntime * 1000 + overdue) this.#stop.abort();
  }
}
