import { createRequire } from 'node:module';
import type { S3Client } from '@aws-sdk/client-s3';
import PQueue from 'p-queue';
import { pages } from '../../values/pages.ts';
import { BytesMissing } from '../errors.ts';
import { badExpiry, sdkMissing } from './errors.ts';
import { type Asked, explain, nameOf, statusOf } from './explain-error.ts';
import { keyIn, placeIn, prefixIn } from './s3-uri.ts';
import { retryStrategy } from './retry.ts';
import { type Sdk, loadSdk } from './sdk.ts';
import type { S3Settings } from './settings.ts';

const defaultRequests = 64;
/** A connection on which nothing moves for so long is given up, and the request made again. */
const idle = 60_000;
const week = 7 * 24 * 60 * 60;

/** One bucket that is spoken with: names, bounds and errors of all requests. */
export class Bucket {
  readonly sdk: Sdk;
  readonly client: S3Client;
  readonly settings: S3Settings;
  /** Whether the server is taken to know S3's newer checksums. */
  readonly knowsChecksums: boolean;
  readonly #gate: PQueue;
  readonly #reads: PQueue;

  constructor(settings: S3Settings) {
    this.settings = settings;
    this.sdk = loadSdk();
    const { requestChecksumCalculation = 'WHEN_SUPPORTED' } = settings;
    this.knowsChecksums = requestChecksumCalculation === 'WHEN_SUPPORTED';
    const { endpoint, region = endpoint && 'us-east-1', pathStyle = endpoint !== undefined, profile } = settings;
    this.client = new this.sdk.S3Client({
      ...(region && { region }),
      ...(endpoint && { endpoint }),
      ...(profile && { profile }),
      forcePathStyle: pathStyle,
      requestChecksumCalculation,
      retryStrategy: retryStrategy(),
      requestHandler: {
        connectionTimeout: 10_000,
        socketTimeout: idle,
        // The gate bounds requests. Sockets may be more: who reads many streams side by side must not wait for himself.
        httpAgent: { keepAlive: true, maxSockets: Infinity },
        httpsAgent: { keepAlive: true, maxSockets: Infinity },
      },
    });
    const concurrency = settings.requests ?? defaultRequests;
    this.#gate = new PQueue({ concurrency });
    this.#reads = new PQueue({ concurrency });
  }

  /** Bucket and key as every request needs them. */
  at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.s3, Key: keyIn(this.settings, key) };
  }

  /** Waits for one of the places that requests have. */
  gated<T>(request: () => Promise<T>): Promise<T> {
    return this.#gate.add(request);
  }

  /** Reading to the end takes longer than a request: its places are others, so that neither waits for the other. */
  reading<T>(whole: () => Promise<T>): Promise<T> {
    return this.#reads.add(whole);
  }

  /** A request that waits its turn; what goes wrong is said in our words. */
  async ask<T>(action: Asked['action'], key: string, request: () => Promise<T>): Promise<T> {
    try {
      return await this.gated(request);
    } catch (error) {
      throw await this.explain(error, action, key);
    }
  }

  async explain(thrown: unknown, action: Asked['action'], key: string): Promise<Error> {
    const { settings } = this;
    const region = await this.client.config.region().catch(() => 'unknown');
    return explain(thrown, { action, place: placeIn(settings, key), settings, region });
  }

  /** Undefined where there is nothing. */
  async head(
    key: string,
  ): Promise<{ size: number; modified: number | undefined; metadata: Readonly<Record<string, string>> } | undefined> {
    const { HeadObjectCommand } = this.sdk;
    try {
      const found = await this.gated(() => this.client.send(new HeadObjectCommand(this.at(key))));
      return {
        size: found.ContentLength ?? 0,
        modified: found.LastModified?.getTime(),
        metadata: found.Metadata ?? {},
      };
    } catch (error) {
      return this.#withoutBody(error, key);
    }
  }

  async region(): Promise<string | undefined> {
    const { HeadBucketCommand } = this.sdk;
    try {
      const { BucketRegion } = await this.gated(() =>
        this.client.send(new HeadBucketCommand({ Bucket: this.settings.s3 })),
      );
      return BucketRegion;
    } catch (error) {
      // The answer to a HEAD has no body, and so no name for what is wrong.
      if (statusOf(error) === 404) Object.defineProperty(error, 'name', { value: 'NoSuchBucket' });
      throw await this.explain(error, 'list', '');
    }
  }

  /** Signs an address that anyone may read one object at, for so long, and as long as the credentials last that sign it. */
  async presign(key: string, seconds: number): Promise<string> {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > week) throw badExpiry(seconds);
    const { getSignedUrl } = loadSigner();
    const request = new this.sdk.GetObjectCommand(this.at(key));
    try {
      return await getSignedUrl(this.client, request, { expiresIn: seconds });
    } catch (error) {
      throw await this.explain(error, 'read', key);
    }
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = this.sdk;
    await this.ask('remove', key, () => this.client.send(new DeleteObjectCommand(this.at(key))));
  }

  /** A thousand keys a request. */
  async *list(prefix: string): AsyncIterable<string> {
    const { ListObjectsV2Command } = this.sdk;
    const own = prefixIn(this.settings);
    const ask = (token?: string) =>
      this.ask('list', prefix, () => {
        const from = { Bucket: this.settings.s3, Prefix: own + prefix, ContinuationToken: token };
        return this.client.send(new ListObjectsV2Command(from));
      });
    const listed = pages(ask, ({ IsTruncated, NextContinuationToken }) =>
      IsTruncated && NextContinuationToken ? NextContinuationToken : undefined,
    );
    for await (const { Contents = [] } of listed) for (const { Key } of Contents) yield Key!.slice(own.length);
  }

  /**
   * Asks by a GET why a HEAD failed. The answer to a HEAD has no body, and so no reason: a missing bucket looks like a
   * missing object, and expired credentials like a bucket that isn't ours.
   */
  async #withoutBody(thrown: unknown, key: string): Promise<undefined> {
    const status = statusOf(thrown);
    if (status === undefined || status < 300 || status >= 500) throw await this.explain(thrown, 'read', key);
    const { GetObjectCommand } = this.sdk;
    const reason = await this.gated(() =>
      this.client.send(new GetObjectCommand({ ...this.at(key), Range: 'bytes=0-0' })),
    ).then(
      // It is there by now.
      async ({ Body }) => void (await Body?.transformToByteArray()),
      (refused: unknown) => refused,
    );
    if (nameOf(reason) === 'NoSuchKey' || (reason === undefined && status === 404)) return undefined;
    const explained = await this.explain(reason ?? thrown, 'read', key);
    if (explained instanceof BytesMissing) return undefined;
    throw explained;
  }
}

const signer = '@aws-sdk/s3-request-presigner';
const require = createRequire(import.meta.url);

function loadSigner(): typeof import('@aws-sdk/s3-request-presigner') {
  try {
    require.resolve(signer);
  } catch {
    throw sdkMissing([signer]);
  }
  return require(signer) as typeof import('@aws-sdk/s3-request-presigner');
}
