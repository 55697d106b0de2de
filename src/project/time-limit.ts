import { userError } from '../errors.ts';
import { RunTimedOut } from '../scheduler/errors.ts';
import { parseDuration } from '../values/duration.ts';

export const badTimeout = userError('BAD_TIMEOUT', (name: string, given: unknown) => ({
  message: `${name} is ${JSON.stringify(given)}, which is no duration longer than 0.`,
  next: "Write it like '2 h' or '30 min', or leave it out for no limit.",
}));

/** Milliseconds; `name` is how the option is called where it was given. */
export function readTimeout(name: string, text: unknown): number {
  const ms = typeof text === 'string' ? parseDuration(text) : undefined;
  if (!ms) throw badTimeout(name, text);
  return ms;
}

/** No timer of Node's can wait longer. */
const longest = 2 ** 31 - 1;

/** The time that a whole run has: a signal that is aborted by the caller's one, or when the time is over. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** `onOver` hears of it first. */
  constructor(outer: AbortSignal | undefined, limit: number | undefined, onOver: () => void) {
    this.signal = outer ?? this.#over.signal;
    if (limit === undefined) return;
    if (outer) this.signal = AbortSignal.any([outer, this.#over.signal]);
    const wait = (left: number): void => {
      const end = (): void => {
        if (left > longest) return wait(left - longest);
        if (this.signal.aborted) return;
        onOver();
        this.#over.abort(new RunTimedOut(limit));
      };
      // A run that waits for nothing else is stuck, and must not be kept awake by this.
      this.#timer = setTimeout(end, Math.min(left, longest)).unref();
    };
    wait(limit);
  }

  /** Stops the clock: what comes after the tasks, such as workers that are stopped, takes no time of the run. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
