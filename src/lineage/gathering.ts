import { setImmediate } from 'node:timers';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Gathers what is asked for in one turn of the event loop and hands it on together. While one group is under way the
 * next one gathers, so a slow database gets larger groups instead of more of them.
 */
export class Gathering<T, R> {
  readonly #flush: (items: readonly T[]) => Promise<readonly R[]> | readonly R[];
  readonly #weigh: (item: T) => number;
  readonly #limit: number;
  #waiting: Waiting<T, R>[] = [];
  #first = 0;
  #running: Promise<void> | undefined;

  /** A group is closed when its items weigh as much as the limit. */
  constructor(
    flush: (items: readonly T[]) => Promise<readonly R[]> | readonly R[],
    limit: number,
    weigh: (item: T) => number = () => 1,
  ) {
    this.#flush = flush;
    this.#limit = limit;
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
      // What finishes in this turn comes along; and between two groups, the rest of the process gets its turn.
      await new Promise<void>((resume) => setImmediate(resume));
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
    // A long stream of single items must not keep all of its past alive.
    if (this.#first === this.#waiting.length) {
      this.#waiting = [];
      this.#first = 0;
    }
    return group;
  }
}
