/** So many at once, first come, first served. */
export class Seats {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Gives the way to leave it, or undefined where the signal came first. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#wait(signal))) return undefined;
    return () => {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    };
  }

  async #wait(signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const called = (): void => settle(true);
    const gone = (): void => settle(false);
    const settle = (isCalled: boolean): void => {
      this.#waiting.delete(called);
      signal.removeEventListener('abort', gone);
      resolve(isCalled);
    };
    this.#waiting.add(called);
    signal.addEventListener('abort', gone);
    return await promise;
  }
}
