import { pause } from './retry.ts';

/** Milliseconds between two looks of those who wait: more and more of them while nothing happens. */
const shortest = 20;
const longest = 500;

/** When those who wait for other runs look again: all of one run at the same moment, so that they ask together. */
export class PollTimer {
  readonly #signal: AbortSignal;
  /** Looks after dead holders, before those who wait look themselves. */
  readonly #first: () => Promise<void>;
  #delay = shortest;
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
    this.#delay = shortest;
  }

  async #wait(): Promise<void> {
    // Those who wait for the same thing in several processes are not to ask at once.
    await pause(this.#delay * (0.5 + Math.random() / 2), this.#signal);
    this.#delay = Math.min(this.#delay * 1.5, longest);
    this.#next = undefined;
    await this.#first();
  }
}
