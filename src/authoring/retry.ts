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

/** The part of a task's options that is about retries: the short form, or the long one. */
export interface RetryForms {
  readonly retries?: number;
  readonly backoff?: Duration;
  readonly retry?: RetryOptions;
}

/** Retries as the note keeps them. */
export interface SettledRetry {
  readonly retries: number;
  readonly backoff: number;
  readonly retryOn: ((error: unknown) => boolean) | undefined;
}

const defaultDelay = 1000;

export function settleRetry({ retries, backoff, retry }: RetryForms, where: string): SettledRetry {
  if (retry === undefined) {
    return {
      retries: checkTimes(retries ?? 0, 'retries', where),
      backoff: checkDuration(backoff, 'backoff', where) ?? defaultDelay,
      retryOn: undefined,
    };
  }
  const at = `retry in ${where}`;
  if (typeof retry !== 'object' || retry === null || Array.isArray(retry))
    throw badOption(where, `retry is a ${typeof retry}`, 'Write `retry: { times, backoff, on }`, or `retries: 2`.');
  checkNames(retry, ['times', 'backoff', 'on'], at);
  const short = retries !== undefined ? 'retries' : backoff !== undefined ? 'backoff' : undefined;
  if (short)
    throw badOption(where, `it was given both retry and ${short}`, 'Write it all as `retry: { times, backoff, on }`.');
  const { times, on } = retry;
  if (on !== undefined && typeof on !== 'function')
    throw badOption(at, `on is a ${typeof on}`, 'Write it as `(error) => boolean`.');
  return {
    retries: checkTimes(times, 'times', at),
    backoff: checkDuration(retry.backoff, 'backoff', at) ?? defaultDelay,
    retryOn: on,
  };
}
