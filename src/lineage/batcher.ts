import { setImmediate } from 'node:timers';
import { Fifo } from '../values/fifo.ts';

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
  readonly #waiting = new Fifo<Waiting<T, R>>();
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
      this.#waiting.join({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting or under way any more. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#waiting.isEmpty) {
      await this.#pause();
      const group = this.#take();
      try {
        const results = await this.#flush(group.map(({ item }) => item));
        group.forEach(({ resolve }, index) => resolve(results[index]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting<T, R>[] {
    const group: Waiting<T, R>[] = [];
    for (let weight = 0; weight < this.#limit && !this.#waiting.isEmpty;) {
      const next = this.#waiting.shift()!;
      group.push(next);
      weight += this.#weigh(next.item);
    }
    return group;
  }
}
