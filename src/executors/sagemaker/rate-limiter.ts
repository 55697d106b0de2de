import PQueue from 'p-queue';
import type { Jobs } from '../../lineage/jobs/job-types.ts';
import { type Backoff, backoff } from '../../values/backoff.ts';
import { pause } from '../../values/pause.ts';
import { type Refusal, classifyError } from './classify-error.ts';
import { defaults } from './defaults.ts';
import { explain } from './explain-error.ts';
import type { RateSettings } from './settings.ts';

/** A request, by the name that AWS gives it, and whose rate it counts for. */
export interface Action {
  readonly name: string;
  readonly rate: keyof RateSettings;
}

export interface RateLimiterOptions {
  /** The account and the region, or another server: all who mean the same share their rates. */
  readonly place: string;
  readonly jobs: Pick<Jobs, 'slot'>;
  readonly rates?: RateSettings | undefined;
  readonly connections?: number | undefined;
}

export interface PassOptions {
  /** Ends all waiting; a request that is under way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** The refusals after which the gate itself asks again; by default `throttled` and `lost`. */
  readonly again?: readonly Refusal[];
}

/** How often one request is made at most. */
const attempts: Partial<Record<Refusal, number>> = { throttled: 30, lost: 8 };
export const retryDelays = {
  throttled: { first: 500, max: 20_000, jitter: 1 },
  lost: { first: 100, max: 20_000, jitter: 1 },
} as const satisfies Record<string, Backoff>;

/** Requests don't arrive as evenly as they leave: without any slack, one that was late throttles the next. */
const slack = 1.03;

interface Lane {
  readonly queue: PQueue;
  sentAt: number;
}

/**
 * The one way to SageMaker and its logs. Each action passes so many times a second, over all processes that share the
 * record; no more than so many requests are under way at a time; and what is refused because there is too much of it
 * waits and goes through the gate again.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #connections: PQueue;
  /** One at a time waits for its slot: whoever gives up holds none. */
  readonly #lanes = new Map<string, Lane>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
    this.#connections = new PQueue({ concurrency: options.connections ?? defaults.connections });
  }

  async pass<T>(action: Action, ask: () => Promise<T>, { signal, again }: PassOptions = {}): Promise<T> {
    for (let retry = 1; ; retry++) {
      signal?.throwIfAborted();
      const { reply } = await this.#turn(action, ask, signal);
      try {
        return await reply;
      } catch (error) {
        const kind = classifyError(error);
        if (kind !== 'throttled' && kind !== 'lost') throw error;
        if ((again && !again.includes(kind)) || retry >= attempts[kind]!) throw error;
        await pause(backoff(retryDelays[kind], retry), signal);
      }
    }
  }

  /** The same, where nobody needs to know how it was refused: it is said in our words. */
  async ask<T>(action: Action, ask: () => Promise<T>, options?: PassOptions): Promise<T> {
    try {
      return await this.pass(action, ask, options);
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      throw explain(error, action.name);
    }
  }

  /** The reply is wrapped: the next one has its turn as soon as this one is on its way. */
  async #turn<T>(
    { name, rate }: Action,
    ask: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly reply: Promise<T> }> {
    const { place, jobs, rates } = this.#options;
    const interval = slack * (1000 / (rates?.[rate] ?? defaults.rates[rate]));
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = { queue: new PQueue({ concurrency: 1 }), sentAt: -Infinity }));
    const { queue } = lane;
    const pass = async (): Promise<{ readonly reply: Promise<T> }> => {
      const reserved = await jobs.slot(`${place} ${name}`, interval);
      // One that left late must not be followed too closely.
      const wait = Math.max(reserved, lane.sentAt + interval - performance.now());
      if (wait > 0) await pause(wait, signal);
      signal?.throwIfAborted();
      const begun = Promise.withResolvers<void>();
      const reply = this.#connections.add(() => {
        lane.sentAt = performance.now();
        begun.resolve();
        return ask();
      });
      await begun.promise;
      return { reply };
    };
    return queue.add(pass, signal && { signal });
  }
}
