import { setTimeout as wait } from 'node:timers/promises';
import type { S3ClientConfig } from '@aws-sdk/client-s3';

type Strategy = Extract<S3ClientConfig['retryStrategy'], { acquireInitialRetryToken: unknown }>;
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;

/** The number of times that one request is made at most. A server that asks for time gets it. */
const attempts = { TRANSIENT: 6, THROTTLING: 10 };
const first = { TRANSIENT: 100, THROTTLING: 500 };
const longest = 20_000;

/** Doubles each time, and is anything from nothing to that: so many who failed together don't come back together. */
export const delayBefore = (retry: number, kind: keyof typeof first): number =>
  Math.random() * Math.min(longest, first[kind] * 2 ** (retry - 1));

/**
 * The SDK's own strategies share a budget of about a hundred retries among all requests of a client, and give up at
 * once when it is spent: 64 uploads that are throttled together would fail. Here each request has its own.
 */
export function retryStrategy(): Strategy {
  const token = (count: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(last, { errorType, retryAfterHint }) {
      const retry = last.getRetryCount() + 1;
      if (errorType !== 'TRANSIENT' && errorType !== 'THROTTLING') throw new Error('The same would happen again');
      if (retry >= attempts[errorType]) throw new Error('That was often enough');
      const asked = retryAfterHint ? Math.min(retryAfterHint.getTime() - Date.now(), longest) : 0;
      await wait(Math.max(delayBefore(retry, errorType), asked));
      return token(retry);
    },
    recordSuccess: () => undefined,
  };
}
