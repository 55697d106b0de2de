/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { wrongSandbox } from '../aws/errors.ts';
import { TokenBucket } from '../aws/faults/token-bucket.ts';
import { listen } from '../aws/http/listen.ts';
import { AwsServer } from '../aws/server.ts';
import { type AwsUsers, defaultRegion, environmentOf, usersOf } from '../aws/users.ts';
import { concerns } from './faults.ts';
import { Refusal } from './http/refusal.ts';
import { s3Protocol } from './http/s3-protocol.ts';
import type { S3Fault, S3Options, S3Request, S3User } from './s3-options.ts';
import { lockFolder } from './store/private-folder.ts';
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
export class S3Server extends AwsServer<S3Request, S3Fault> {
  readonly #owner: S3User;
  readonly #store: Store;

  /** @internal */
  constructor(server: Server, options: S3Options & { readonly users: AwsUsers }, store: Store) {
    const { users, region = defaultRegion, rate } = options;
    const bucket = rate && new TokenBucket(rate.perSecond, rate.burst);
    const protocol = s3Protocol({ store, region, rate: bucket });
    super(server, options, { protocol, concerns, closing: new AbortController() });
    this.#owner = users[0];
    this.#store = store;
  }

  get env(): Readonly<Record<string, string>> {
    return { ...environmentOf(this.credentials, this.region), AWS_ENDPOINT_URL_S3: this.endpoint };
  }

  /** A bucket of it as a storage layer: what goes into `storage.layers` of the settings. */
  settings(bucket: string): S3Settings {
    return { s3: bucket, endpoint: this.endpoint, region: this.region };
  }

  /** Makes a bucket of the first user; one that is there stays as it is. */
  createBucket(name: string): void {
    createIn(this.#store, this.#owner, name);
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
