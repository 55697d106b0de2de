/** A limited number of places; who finds none free waits in line. */
export class ConcurrencySlots {
  #free: number;
  #waiting: (() => void)[] = [];
  #head = 0;
  readonly #first: (() => void)[] = [];

  constructor(number: number) {
    this.#free = number;
  }

  /** Undefined where one is free at once. */
  take(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Before all those in line: for who has waited for something else already. */
  takeFirst(): Promise<void> | undefined {
    return this.#free > 0 ? this.take() : new Promise((resolve) => this.#first.push(resolve));
  }

  give(): void {
    if (this.#first.length > 0) return this.#first.shift()!();
    const next = this.#waiting[this.#head];
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    next();
  }
}
