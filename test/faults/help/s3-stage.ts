import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { S3Driver } from '../../../src/storage/s3/driver.ts';
import type { S3Settings } from '../../../src/storage/s3/settings.ts';
import { type S3FaultKind, type S3Server, startS3 } from '../../../src/testing/index.ts';
import { type Cut, RequestProxy } from '../../support/request-proxy.ts';
import { credentials, freshBucket, port } from '../../support/s3.ts';

/** A bucket on a server that goes wrong at one request. */
export interface Stage extends AsyncDisposable {
  readonly settings: S3Settings;
  /** For child processes. */
  readonly env: Readonly<Record<string, string>>;
  /** How many requests there were. */
  count(): number;
  /** The request of this number, and `times` in all, end so. Numbers begin anew. */
  fail(kind: S3FaultKind, at: number, times: number): void;
  /** Resolves when the request of this number has arrived; it is held up, and all of its connection with it. */
  hold(at: number): Promise<void>;
  /** Everything is well again. */
  mend(): void;
}

/** Several stages are open at the same time, and credentials lie in the environment of them all. */
const users = [{ accessKeyId: 'clew', secretAccessKey: randomUUID() }];

/** The emulator, by its own faults. */
export async function emulated(): Promise<Stage> {
  const s3: S3Server = await startS3({ buckets: ['models'], users });
  // Requests of earlier numbers don't count any more.
  let before = 0;
  const set = (faults: S3Server['faults']): void => {
    before = s3.requests.length;
    s3.faults = faults;
  };
  return {
    settings: s3.settings('models'),
    env: s3.env,
    count: () => s3.requests.length - before,
    fail: (kind, at, times) => set([{ kind, at: Array.from({ length: times }, (_, i) => at + i) }]),
    async hold(at) {
      set([{ slow: 3_600_000, at }]);
      while (s3.requests.length <= before + at) await wait(5);
    },
    mend: () => set([]),
    [Symbol.asyncDispose]: () => s3.close(),
  };
}

/** A real server behind a proxy that cuts. */
export async function real(): Promise<Stage> {
  const proxy = await RequestProxy.before(port);
  return {
    settings: { ...(await freshBucket()), endpoint: `http://127.0.0.1:${proxy.port}` },
    env: credentials(),
    count: () => proxy.requests,
    fail(kind, at, times) {
      proxy.requests = 0;
      proxy.meet = (number) => (number >= at && number < at + times ? (kind as Cut) : undefined);
    },
    hold(at) {
      proxy.requests = 0;
      return new Promise((arrived) => {
        proxy.meet = (number) => {
          if (number !== at) return undefined;
          arrived();
          return new Promise(() => undefined);
        };
      });
    },
    mend() {
      proxy.requests = 0;
      proxy.meet = () => undefined;
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** Whether all of it is there, or nothing; anything else fails. */
export async function wholeOrAbsent(settings: S3Settings, key: string, bytes: Uint8Array): Promise<'whole' | 'absent'> {
  const driver = new S3Driver(settings);
  const size = await driver.size(key);
  const listed: string[] = [];
  for await (const one of driver.list('')) listed.push(one);
  if (size === undefined && listed.length === 0) return 'absent';
  const read = await driver.get(key);
  if (size !== bytes.byteLength || Buffer.compare(read, bytes) !== 0 || listed.join() !== key) {
    throw new Error(`Half an artifact: ${size} of ${bytes.byteLength} bytes, listed: ${listed.join()}`);
  }
  return 'whole';
}
