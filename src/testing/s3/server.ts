/// <reference lib="esnext.disposable" preserve="true" />
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { PortTaken, WrongSandbox } from './errors.ts';
import { Faults } from './faults/faults.ts';
import { TokenBucket } from './faults/token-bucket.ts';
import { type Serving, handle } from './http/handle.ts';
import { Refusal } from './http/refusal.ts';
import type { S3Fault, S3Options, S3Request, S3User } from './options.ts';
import { lockFolder } from './store/lock.ts';
import { Store } from './store/store.ts';

const usualUser: S3User = { accessKeyId: 'clew', secretAccessKey: 'thread-of-ariadne' };
/** Older requests are forgotten. */
const remembered = 100_000;

/**
 * An S3 server for tests and for developing without Amazon, on the loopback interface. It checks signatures and
 * checksums as S3 does, and goes wrong on demand. {@link startS3} starts one.
 *
 * @example
 * ```ts
 * await using s3 = await startS3({ buckets: ['models'] });
 * s3.faults = [{ kind: 'cut-after', operation: 'PutObject', at: 0 }];
 * ```
 */
export class S3Server {
  /** Where it listens: `http://127.0.0.1:39215`. */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  /** Of the first user, as clients of the SDK take them. */
  readonly credentials: Omit<S3User, 'expires'>;
  /** What it has been asked, in the order of arrival: the latest 100 000. */
  readonly requests: readonly S3Request[];
  readonly #seed: string;
  readonly #owner: S3User;
  readonly #serving: { -readonly [Name in keyof Serving]: Serving[Name] };
  readonly #close: () => Promise<void>;

  /** @internal */
  constructor(server: Server, options: S3Options, store: Store) {
    const { users = [usualUser], region = 'us-east-1', seed = 'clew', faults = [], rate, onRequest } = options;
    const closing = new AbortController();
    const requests: S3Request[] = [];
    this.port = (server.address() as AddressInfo).port;
    this.endpoint = `http://127.0.0.1:${this.port}`;
    this.region = region;
    this.requests = requests;
    this.#owner = users[0] ?? usualUser;
    const { expires: _, ...credentials } = this.#owner;
    this.credentials = credentials;
    this.#seed = seed;
    this.#serving = {
      store,
      users,
      region,
      rate: rate && new TokenBucket(rate.perSecond, rate.burst),
      faults: new Faults(faults, seed),
      closing: closing.signal,
      note(seen) {
        const request = { ...seen, status: undefined as number | undefined, error: undefined as string | undefined };
        requests.push(request);
        if (requests.length >= remembered * 2) requests.splice(0, remembered);
        return (end) => {
          Object.assign(request, end);
          onRequest?.(request);
        };
      },
    };
    const serve =
      (proceed: (response: ServerResponse) => void) => (request: IncomingMessage, response: ServerResponse) =>
        void handle(this.#serving, request, response, () => proceed(response));
    server.on(
      'request',
      serve(() => undefined),
    );
    // Who asks whether to send his body hears it when it is read, or is refused before.
    server.on(
      'checkContinue',
      serve((response) => response.writeContinue()),
    );
    this.#close = async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    };
  }

  /** What goes wrong from now on. Setting it anew begins to count anew. */
  get faults(): readonly S3Fault[] {
    return this.#serving.faults.all;
  }

  set faults(faults: readonly S3Fault[]) {
    this.#serving.faults = new Faults(faults, this.#seed);
  }

  /** What a child process needs in its environment to be the first user. */
  get env(): Readonly<Record<string, string>> {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = this.credentials;
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      // Those of the machine would come before, or not fit.
      AWS_SESSION_TOKEN: sessionToken,
      AWS_PROFILE: '',
      AWS_REGION: this.region,
    };
  }

  /** A bucket of it as a storage layer: what goes into `storage.layers` of the settings. */
  settings(bucket: string): S3Settings {
    return { s3: bucket, endpoint: this.endpoint, region: this.region };
  }

  /** Makes a bucket of the first user; one that is there stays as it is. */
  createBucket(name: string): void {
    createIn(this.#serving.store, this.#owner, name);
  }

  /** Ends all connections. What is in a folder stays there. */
  close(): Promise<void> {
    return this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

function createIn(store: Store, user: S3User, name: string): void {
  try {
    store.create(user, name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'BucketAlreadyOwnedByYou') return;
    throw error.code === 'InvalidBucketName'
      ? new WrongSandbox(`No bucket can be called "${name}".`, "Take 3 to 63 of a-z, 0-9, '-' and '.'.")
      : new WrongSandbox(`The bucket ${name} belongs to someone else.`, 'Take another name.');
  }
}

/**
 * Starts an {@link S3Server} in this process. Without `data` it keeps everything in memory, and forgets it when it closes.
 *
 * @example
 * ```ts
 * await using s3 = await startS3({ buckets: ['models'] });
 * const layers = { s3: s3.settings('models') }; // for clew.config.ts
 * spawn('npx', ['run-workflow', 'train.ts'], { env: { ...process.env, ...s3.env } });
 * ```
 */
export async function startS3(options: S3Options = {}): Promise<S3Server> {
  const { port = 0, data, buckets = [], connections, users = [usualUser] } = options;
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  if (connections !== undefined) server.maxConnections = connections;
  // Before the folder is touched: whoever has the port may be using that, too.
  await listen(server, port);
  try {
    const unlock = data === undefined ? undefined : lockFolder(data);
    server.once('close', () => unlock?.());
    const store = new Store(data);
    for (const bucket of buckets) createIn(store, users[0] ?? usualUser, bucket);
    return new S3Server(server, options, store);
  } catch (error) {
    await new Promise((closed) => server.close(closed));
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new PortTaken(port, error);
    throw new WrongSandbox(
      `Port ${port} can't be used: ${message}.`,
      'Take another port; 0 is any that is free.',
      error,
    );
  }
}
