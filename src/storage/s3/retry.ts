import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { type Backoff, backoff } from '../../values/backoff.ts';
import { pause } from '../../values/pause.ts';

type Strategy = Extract<S3ClientConfig['retryStrategy'], { acquireInitialRetryToken: unknown }>;
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;

/** The number of times that one request is made at most. A server that asks for time gets it. */
const attempts = { TRANSIENT: 6, THROTTLING: 10 };
const max = 20_000;
export const retryDelays = {
  TRANSIENT: { first: 100, max, jitter: 1 },
  THROTTLING: { first: 500, max, jitter: 1 },
} as const satisfies Record<string, Backoff>;

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
      const asked = retryAfterHint ? Math.min(retryAfterHint.getTime() - Date.now(), max) : 0;
      await pause(Math.max(backoff(retryDelays[errorType], retry), asked));
      return token(retry);
    },
    recordSuccess: () => undefined,
  };
}
