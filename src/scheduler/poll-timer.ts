import { backoff } from '../values/backoff.ts';
import { pause } from '../values/pause.ts';

/** Milliseconds between two looks of those who wait: more and more of them while nothing happens. */
const delays = { first: 20, max: 500, factor: 1.5 };

/** When those who wait for other runs look again: all of one run at the same moment, so that they ask together. */
export class PollTimer {
  readonly #signal: AbortSignal;
  /** Looks after dead holders, before those who wait look themselves. */
  readonly #first: () => Promise<void>;
  #attempt = 1;
  #next: Promise<void> | undefined;

  /** The signal ends all waiting. */
  constructor(signal: AbortSignal, first: () => Promise<void>) {
    this.#signal = signal;
    this.#first = first;
  }

  next(): Promise<void> {
    return (this.#next ??= this.#wait());
  }

  /** Something has happened: more may follow soon. */
  hurry(): void {
    this.#attempt = 1;
  }

  async #wait(): Promise<void> {
    // Those who wait for the same thing in several processes are not to ask at once.
    await pause(backoff(delays, this.#attempt++), this.#signal);
    this.#next = undefined;
    await this.#first();
  }
}
