import { Fifo } from '../values/fifo.ts';

/** A limited number of places; who finds none free waits in line. */
export class ConcurrencySlots {
  #free: number;
  readonly #waiting = new Fifo<() => void>();
  /** The line of those who have waited for something else already. */
  readonly #returning = new Fifo<() => void>();

  constructor(number: number) {
    this.#free = number;
  }

  /** Undefined where one is free at once. */
  take(): Promise<void> | undefined {
    return this.#takeFrom(this.#waiting);
  }

  /** Before all those in line: for who has waited for something else already. */
  takeFirst(): Promise<void> | undefined {
    return this.#takeFrom(this.#returning);
  }

  give(): void {
    const next = this.#returning.shift() ?? this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  #takeFrom(line: Fifo<() => void>): Promise<void> | undefined {
    if (this.#free === 0) return new Promise((resolve) => line.join(resolve));
    this.#free -= 1;
    return undefined;
  }
}
