import { UserError } from '../../errors.ts';
import { pages } from '../../values/pages.ts';
import type { JobKind } from './container.ts';
import { jobVanished } from './errors.ts';
import type { Service } from './service.ts';
import { type JobView, isOver } from './job-states.ts';

/** Clocks differ, and lists are late: what has changed so long before the latest change is asked for again. */
const overlap = 120_000;
/** The same before anything of AWS's clock is known. */
const firstOverlap = 600_000;
/** After so many sweeps in which no list has shown a job, it is asked for alone. */
const maxMissedLists = 20;
/** So many times in a row a job may not be there before that is believed, and a sweep may fail. */
const misses = 3;
const failures = 20;
/** Pages of one sweep; the next one goes on from what is newer. */
const maxPages = 100;

interface Followed {
  readonly kind: JobKind;
  readonly over: PromiseWithResolvers<JobView>;
  readonly seen: ((view: JobView) => void) | undefined;
  /** Sweeps since it was heard of. */
  silent: number;
  missed: number;
  failed: number;
  isDue: boolean;
  /** It is being asked for just now. */
  isAsked: boolean;
}

/**
 * Looks after all jobs of this process at once: one list per interval for each kind of them, and one question for each
 * that seems to be over. What is stale, twice or in another order changes nothing, because only the answer about the job
 * itself ends it; what no list shows is asked for alone. Without jobs, it does nothing at all.
 */
export class JobPoller {
  readonly #service: Pick<Service, 'list' | 'describe'>;
  readonly #interval: number;
  readonly #jobs = new Map<string, Followed>();
  readonly #since = new Map<JobKind, number>();
  #timer: NodeJS.Timeout | undefined;
  #isAtWork = false;
  #failed = 0;

  /** `interval`: milliseconds between two sweeps. */
  constructor(service: Pick<Service, 'list' | 'describe'>, interval: number) {
    this.#service = service;
    this.#interval = interval;
  }

  /** Until it is over. `seen` hears how it stands, whenever it was asked for alone. */
  follow(kind: JobKind, name: string, seen?: (view: JobView) => void): Promise<JobView> {
    const over = Promise.withResolvers<JobView>();
    this.#jobs.set(name, { kind, over, seen, silent: 0, missed: 0, failed: 0, isDue: false, isAsked: false });
    this.#plan();
    return over.promise;
  }

  /** Nobody waits for it any more. */
  forget(name: string): void {
    this.#jobs.delete(name);
    if (this.#jobs.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(): void {
    if (this.#timer || this.#isAtWork || this.#jobs.size === 0) return;
    this.#timer = setTimeout(() => void this.#sweep(), this.#interval);
  }

  async #sweep(): Promise<void> {
    this.#timer = undefined;
    this.#isAtWork = true;
    try {
      await Promise.all([this.#list('processing'), this.#list('training')]);
      this.#failed = 0;
    } catch (error) {
      // An error that waiting can't mend ends the waiting, but not the jobs: whoever comes next finds them again.
      this.#failed += 1;
      if (isFinal(error, this.#failed))
        for (const [name, job] of this.#jobs) this.#end(name, job, ({ reject }) => reject(error));
    }
    // One whose answer takes long holds up no other.
    for (const [name, job] of this.#jobs) void this.#look(name, job);
    this.#isAtWork = false;
    this.#plan();
  }

  async #list(kind: JobKind): Promise<void> {
    if (![...this.#jobs.values()].some((job) => job.kind === kind)) return void this.#since.delete(kind);
    let since = this.#since.get(kind);
    if (since === undefined) this.#since.set(kind, (since = Date.now() - firstOverlap));
    let newest = since;
    let count = 0;
    const listed = pages(
      (token: string | undefined) => this.#service.list(kind, new Date(since), token),
      ({ next }) => next,
    );
    for await (const { jobs } of listed) {
      for (const { name, status, modifiedAt } of jobs) {
        newest = Math.max(newest, (modifiedAt ?? 0) - overlap);
        const job = this.#jobs.get(name);
        if (!job) continue;
        job.silent = 0;
        job.isDue ||= isOver(status);
      }
      count += 1;
      if (count === maxPages) break;
    }
    this.#since.set(kind, newest);
  }

  async #look(name: string, job: Followed): Promise<void> {
    if (job.isAsked || (!job.isDue && (job.silent += 1) < maxMissedLists)) return;
    job.silent = 0;
    job.isAsked = true;
    try {
      const view = await this.#service.describe(job.kind, name);
      job.failed = 0;
      job.missed = view ? 0 : job.missed + 1;
      if (view && isOver(view.status)) this.#end(name, job, ({ resolve }) => resolve(view));
      else if (view) job.seen?.(view);
      else if (job.missed >= misses) this.#end(name, job, ({ reject }) => reject(jobVanished(name)));
      else job.isDue = true;
    } catch (error) {
      job.failed += 1;
      if (isFinal(error, job.failed)) this.#end(name, job, ({ reject }) => reject(error));
    } finally {
      job.isAsked = false;
    }
  }

  #end(name: string, job: Followed, how: (over: Followed['over']) => void): void {
    if (this.#jobs.get(name) === job) this.forget(name);
    how(job.over);
  }
}

const isFinal = (error: unknown, times: number): boolean => error instanceof UserError || times >= failures;
