import PQueue from 'p-queue';
import type { Jobs } from '../../lineage/jobs/jobs.ts';
import { pause } from '../../scheduler/retry.ts';
import { type Refusal, refusalOf } from './answers.ts';
import { usual } from './defaults.ts';
import { explain } from './explain.ts';
import type { RateSettings } from './settings.ts';

/** What is asked for, by the name that AWS gives it, and whose rate it counts for. */
export interface Action {
  readonly name: string;
  readonly rate: keyof RateSettings;
}

export interface GateOptions {
  /** The account and the region, or another server: all who mean the same share their rates. */
  readonly place: string;
  readonly jobs: Pick<Jobs, 'slot'>;
  readonly rates?: RateSettings | undefined;
  readonly connections?: number | undefined;
}

export interface PassOptions {
  /** Ends all waiting; a request that is under way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** What is asked again by the gate itself; default what is throttled or lost. */
  readonly again?: readonly Refusal[];
}

/** How often one request is made at most. */
const attempts: Partial<Record<Refusal, number>> = { throttled: 30, lost: 8 };
const first = { throttled: 500, lost: 100 } as const;
const longest = 20_000;

/** Anything from nothing to what doubles each time: so those who failed together don't come back together. */
export const delayBefore = (retry: number, kind: keyof typeof first, random: () => number = Math.random): number =>
  random() * Math.min(longest, first[kind] * 2 ** (retry - 1));

/**
 * The one way to SageMaker and its logs. Each action passes so many times a second, over all processes that share the
 * record; no more than so many requests are under way at a time; and what is refused because there is too much of it
 * waits and goes through the gate again.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #connections: PQueue;
  /** One at a time waits for its slot: whoever gives up holds none. */
  readonly #lanes = new Map<string, PQueue>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#connections = new PQueue({ concurrency: options.connections ?? usual.connections });
  }

  async pass<T>(action: Action, ask: () => Promise<T>, { signal, again }: PassOptions = {}): Promise<T> {
    for (let retry = 1; ; retry++) {
      signal?.throwIfAborted();
      await this.#turn(action, signal);
      try {
        return await this.#connections.add(ask);
      } catch (error) {
        const kind = refusalOf(error);
        if (kind !== 'throttled' && kind !== 'lost') throw error;
        if ((again && !again.includes(kind)) || retry >= attempts[kind]!) throw error;
        await pause(delayBefore(retry, kind), signal ?? never);
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

  async #turn({ name, rate }: Action, signal: AbortSignal | undefined): Promise<void> {
    const { place, jobs, rates } = this.#options;
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = new PQueue({ concurrency: 1 })));
    await lane.add(async () => {
      const wait = await jobs.slot(`${place} ${name}`, 1000 / (rates?.[rate] ?? usual.rates[rate]));
      if (wait > 0) await pause(wait, signal ?? never);
      signal?.throwIfAborted();
    }, signal && { signal });
  }
}

const never = new AbortController().signal;
