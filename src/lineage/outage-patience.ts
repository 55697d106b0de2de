import { backoff } from '../values/backoff.ts';
import { pause } from '../values/pause.ts';

/** Hears of a database that doesn't answer for a while. */
export interface OutageListener {
  /** It does not answer, and is waited for; `reason` is half a sentence. */
  lost(reason: string): void;
  /** It answers again. */
  back(): void;
}

export interface Outage {
  /** How many milliseconds one that was there is waited for. */
  readonly patience: number;
  /** Whether an error may pass by waiting. */
  readonly mayPass: (error: unknown) => boolean;
  readonly reasonOf: (error: unknown) => string;
}

const delays = { first: 50, max: 1000 };

/**
 * Rides out the outages of a database: what fails because it is away is done again until it is back, or the patience
 * is at its end. One that was never there is not waited for: then something is wrong with the settings.
 */
export class OutagePatience {
  readonly #outage: Outage;
  readonly #listeners = new Set<OutageListener>();
  #wasThere = false;
  #isTold = false;

  constructor(outage: Outage) {
    this.#outage = outage;
  }

  /** Gives the way to stop listening. */
  watch(listener: OutageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `again`: an earlier try may have been done although its answer was lost. */
  async ride<T>(work: (again: boolean) => Promise<T>): Promise<T> {
    let since: number | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await work(since !== undefined);
        this.#well();
        return result;
      } catch (error) {
        if (!this.#wasThere || !this.#outage.mayPass(error)) throw error;
        const now = performance.now();
        if (now - (since ?? now) >= this.#outage.patience) {
          // What comes after it, such as giving leases back, is not waited for once more.
          this.#wasThere = false;
          throw error;
        }
        // A connection that was lost and is there again is no news.
        if (since !== undefined) this.#away(error);
        since ??= now;
      }
      // Those who have lost the same server don't come back at once.
      await pause(backoff(delays, attempt));
    }
  }

  #away(error: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    for (const listener of this.#listeners) listener.lost(this.#outage.reasonOf(error));
  }

  #well(): void {
    this.#wasThere = true;
    if (!this.#isTold) return;
    this.#isTold = false;
    for (const listener of this.#listeners) listener.back();
  }
}
