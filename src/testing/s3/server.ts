/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { wrongSandbox } from '../aws/errors.ts';
import { TokenBucket } from '../aws/faults/token-bucket.ts';
import { addressOf, answerBy, hangUp, listen, portOf } from '../aws/http/listen.ts';
import { RequestLog } from '../aws/http/log.ts';
import { type Credentials, credentialsOf, environmentOf, type AwsUsers, usersOf, defaultRegion } from '../aws/users.ts';
import { faultsOf } from './faults.ts';
import { type Serving, handle } from './http/handle.ts';
import { Refusal } from './http/refusal.ts';
import { errorAnswer, newRequestId, send } from './http/send.ts';
import type { S3Fault, S3Options, S3Request, S3User } from './s3-options.ts';
import { lockFolder } from './store/lock.ts';
import { Store } from './store/store.ts';

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
  /** The credentials of the first user, as clients of the SDK take them. */
  readonly credentials: Credentials;
  /** The requests that it has been sent, in the order of arrival: the latest 100 000. */
  readonly requests: readonly S3Request[];
  readonly #seed: string;
  readonly #owner: S3User;
  readonly #serving: { -readonly [Name in keyof Serving]: Serving[Name] };
  readonly #close: () => Promise<void>;

  /** @internal */
  constructor(server: Server, options: S3Options & { readonly users: AwsUsers }, store: Store) {
    const { users, region = defaultRegion, seed = 'clew', faults = [], rate, onRequest } = options;
    const closing = new AbortController();
    const log = new RequestLog<S3Request, 'status' | 'error'>(onRequest);
    this.port = portOf(server);
    this.endpoint = addressOf(server);
    this.region = region;
    this.requests = log.requests;
    this.#owner = users[0];
    this.credentials = credentialsOf(this.#owner);
    this.#seed = seed;
    this.#serving = {
      store,
      users,
      region,
      rate: rate && new TokenBucket(rate.perSecond, rate.burst),
      faults: faultsOf(faults, seed),
      closing: closing.signal,
      note: (seen) => log.note(seen),
    };
    answerBy(
      {
        handle: (request, response, proceed) => handle(this.#serving, request, response, proceed),
        refuse(response, message) {
          const id = newRequestId();
          void send(response, errorAnswer(new Refusal('InvalidHostHeader', {}, message), id), id);
        },
      },
      server,
    );
    this.#close = async () => {
      closing.abort();
      await hangUp(server);
    };
  }

  /** The faults that requests meet from now on. Setting them anew begins to count anew. */
  get faults(): readonly S3Fault[] {
    return this.#serving.faults.all;
  }

  set faults(faults: readonly S3Fault[]) {
    this.#serving.faults = faultsOf(faults, this.#seed);
  }

  /** Variables with which the SDK of a child process finds this server, as its first user. */
  get env(): Readonly<Record<string, string>> {
    return { ...environmentOf(this.credentials, this.region), AWS_ENDPOINT_URL_S3: this.endpoint };
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
      ? wrongSandbox(`No bucket can be called "${name}".`, "Take 3 to 63 of a-z, 0-9, '-' and '.'.")
      : wrongSandbox(`The bucket ${name} belongs to someone else.`, 'Take another name.');
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
  const { port = 0, data, buckets = [], connections } = options;
  const users = usersOf(options.users);
  // Before the folder is touched: whoever has the port may be using that, too.
  const server = await listen(port, connections);
  try {
    const unlock = data === undefined ? undefined : lockFolder(data);
    server.once('close', () => unlock?.());
    const store = new Store(data);
    for (const bucket of buckets) createIn(store, users[0], bucket);
    return new S3Server(server, { ...options, users }, store);
  } catch (error) {
    await new Promise((closed) => server.close(closed));
    throw error;
  }
}
