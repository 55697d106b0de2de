import { setImmediate } from 'node:timers';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/** How long a group stays open for others. */
export type Pause = () => Promise<void>;

/** Until the turn of the event loop ends: for what should wait for others, and lets the rest of the process have its turn. */
export const aTurn: Pause = () => new Promise<void>((resume) => setImmediate(resume));

/** Until those who are at it right now have asked: for what holds up whoever waits for it. */
export const aMoment: Pause = () => Promise.resolve();

export interface BatcherOptions<T> {
  /** A group is closed when its items weigh as much. */
  readonly limit: number;
  readonly pause: Pause;
  readonly weigh?: (item: T) => number;
}

/**
 * Gathers what is asked for at the same time and hands it on together. While one group is under way the next one
 * gathers, so a slow database gets larger groups instead of more of them.
 */
export class Batcher<T, R> {
  readonly #flush: (items: readonly T[]) => Promise<readonly R[]> | readonly R[];
  readonly #weigh: (item: T) => number;
  readonly #limit: number;
  readonly #pause: Pause;
  #waiting: Waiting<T, R>[] = [];
  #first = 0;
  #running: Promise<void> | undefined;

  constructor(
    flush: (items: readonly T[]) => Promise<readonly R[]> | readonly R[],
    { limit, pause, weigh = () => 1 }: BatcherOptions<T>,
  ) {
    this.#flush = flush;
    this.#limit = limit;
    this.#pause = pause;
    this.#weigh = weigh;
  }

  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting or under way any more. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#first < this.#waiting.length) {
      await this.#pause();
      const group = this.#take();
      try {
        const results = await this.#flush(group.map(({ item }) => item));
        group.forEach(({ resolve }, index) => resolve(results[index]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#waiting = [];
    this.#first = 0;
    this.#running = undefined;
  }

  #take(): Waiting<T, R>[] {
    const from = this.#first;
    let weight = 0;
    do {
      weight += this.#weigh(this.#waiting[this.#first]!.item);
      this.#first += 1;
    } while (this.#first < this.#waiting.length && weight < this.#limit);
    const group = this.#waiting.slice(from, this.#first);
    // A stream that never ends must not keep its past alive.
    if (this.#first * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return group;
  }
}
