import type { Duration } from '../values/duration.ts';
import { checkDuration, checkNames, checkTimes } from './check.ts';
import { badOption } from './errors.ts';

/** Which failures are tried again, how often and when. */
export interface RetryOptions {
  /** How many more times to try after a failure. */
  readonly times: number;
  /** The pause before the first retry; doubled for each further one. Default: `'1 s'`. */
  readonly backoff?: Duration;
  /**
   * Whether what was thrown is worth another try. Default: everything is, but for what is `PermanentError` or can't get
   * better by itself; `on` is not asked about those.
   */
  readonly on?: (error: unknown) => boolean;
}

/** Retries as the note keeps them. */
export interface SettledRetries {
  readonly retries: number;
  readonly backoff: number;
  readonly retryOn: ((error: unknown) => boolean) | undefined;
}

const defaultDelay = 1000;

/** `retries` as it was written: how often, or all of it. */
export function settleRetries(retries: number | RetryOptions | undefined, where: string): SettledRetries {
  if (typeof retries === 'number' || retries === undefined) {
    return { retries: checkTimes(retries ?? 0, 'retries', where), backoff: defaultDelay, retryOn: undefined };
  }
  if (typeof retries !== 'object' || retries === null || Array.isArray(retries))
    throw badOption(
      where,
      `retries is a ${typeof retries}`,
      'Write `retries: 2`, or `retries: { times, backoff, on }`.',
    );
  const at = `retries in ${where}`;
  checkNames(retries, ['times', 'backoff', 'on'], at);
  const { times, backoff, on } = retries;
  if (on !== undefined && typeof on !== 'function')
    throw badOption(at, `on is a ${typeof on}`, 'Write it as `(error) => boolean`.');
  return {
    retries: checkTimes(times, 'times', at),
    backoff: checkDuration(backoff, 'backoff', at) ?? defaultDelay,
    retryOn: on,
  };
}
