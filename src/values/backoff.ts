/** The waits between tries, in milliseconds. */
export interface Backoff {
  readonly first: number;
  /** The cap of the growth; without it a minute, or `first` where that is longer. */
  readonly max?: number;
  /** The growth from one delay to the next; 2 if it isn't given. */
  readonly factor?: number;
  /** The share of a delay that is left to chance, so that those who failed together don't come back together; half. */
  readonly jitter?: number;
}

/** Computes the delay before a retry; `attempt` counts from 1. */
export function backoff(
  { first, max = Math.max(first, 60_000), factor = 2, jitter = 0.5 }: Backoff,
  attempt: number,
  random: () => number = Math.random,
): number {
  // Nothing times infinity is no number.
  return Math.min(first * factor ** Math.min(attempt - 1, 100), max) * (1 - jitter + jitter * random());
}
