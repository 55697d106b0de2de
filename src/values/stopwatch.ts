/** Times of one thing that goes on: the clock is asked once, so that it may jump and yet nothing ends before it began. */
export class Stopwatch {
  /** Milliseconds since the epoch. */
  readonly startedAt = Date.now();
  readonly #since = performance.now();

  /** Milliseconds since the epoch: so much after the start as has really gone by. */
  now(): number {
    return this.startedAt + Math.round(performance.now() - this.#since);
  }
}

/**
 * Milliseconds by a clock that never jumps, and that all processes of this machine share until it is started anew.
 * For what is compared among them, and shown to nobody.
 */
export const sharedNow = (): number => Math.round(Number(process.hrtime.bigint() / 1000n) / 1000);
