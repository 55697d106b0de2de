import type { CompletedPart, CreateMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import { pages } from '../../values/pages.ts';
import type { UnfinishedWrite } from '../driver.ts';
import type { Bucket } from './bucket.ts';
import { KeyTaken } from './errors.ts';
import { placeIn, prefixIn } from './s3-uri.ts';
import { verifyChecksum, checksumOf } from './checksum.ts';

/** S3 takes parts of 5 MiB and more, and 10 000 of them: so streams may have 80 GB. Larger parts take more memory. */
export const partSize = 8 * 1024 * 1024;
export const maxParts = 10_000;
/** Enough to keep a line busy; each takes memory. */
const partsInFlight = 3;

/** An object that is sent in parts: nobody sees it before it is completed. */
export class Multipart {
  readonly id: string;
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #done: CompletedPart[] = [];
  readonly #cancel = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  #failed: { readonly error: unknown } | undefined;

  constructor(bucket: Bucket, key: string, id: string) {
    this.#bucket = bucket;
    this.#key = key;
    this.id = id;
  }

  static async begin(bucket: Bucket, key: string, params: CreateMultipartUploadCommandInput): Promise<Multipart> {
    const { client, sdk } = bucket;
    const command = new sdk.CreateMultipartUploadCommand({
      ...params,
      ...(bucket.knowsChecksums && { ChecksumAlgorithm: 'CRC32' as const }),
    });
    const { UploadId } = await bucket.gated(() => client.send(command));
    return new Multipart(bucket, key, UploadId!);
  }

  /** A part that is there already. */
  keep(part: CompletedPart): void {
    this.#done.push(part);
  }

  /** Comes back as soon as there is room for another one; `then` once the bytes are needed no more. */
  async send(number: number, bytes: Uint8Array, then: () => void): Promise<void> {
    const sending = this.#send(number, bytes)
      .then(then, (error: unknown) => {
        this.#failed ??= { error };
        // The others would be sent for nothing.
        this.#cancel.abort();
      })
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
    if (this.#sending.size >= partsInFlight) await Promise.race(this.#sending);
    if (this.#failed) throw this.#failed.error;
  }

  async complete(): Promise<void> {
    await Promise.all(this.#sending);
    if (this.#failed) throw this.#failed.error;
    // Some servers mind `If-None-Match` for whole objects only: they are asked first, so that races alone are left.
    if (await this.#bucket.head(this.#key)) throw new KeyTaken(placeIn(this.#bucket.settings, this.#key));
    const { client, sdk } = this.#bucket;
    const Parts = this.#done.toSorted((a, b) => a.PartNumber! - b.PartNumber!);
    const command = new sdk.CompleteMultipartUploadCommand({
      ...this.#address,
      IfNoneMatch: '*',
      MultipartUpload: { Parts },
    });
    await this.#bucket.gated(() => client.send(command));
  }

  /** Sends nothing more, and leaves what is there to whoever goes on with it. */
  async rest(): Promise<void> {
    this.#cancel.abort();
    await Promise.all(this.#sending);
  }

  /** Ends the upload for good: what was sent costs money until it is told that nobody wants it. */
  async abort(): Promise<void> {
    await this.rest();
    const { client, sdk } = this.#bucket;
    // Whatever is wrong was said already; what is left then, a lifecycle rule of the bucket takes away.
    await this.#bucket
      .gated(() => client.send(new sdk.AbortMultipartUploadCommand(this.#address)))
      .catch(() => undefined);
  }

  get #address(): { Bucket: string; Key: string; UploadId: string } {
    return { ...this.#bucket.at(this.#key), UploadId: this.id };
  }

  async #send(PartNumber: number, Body: Uint8Array): Promise<void> {
    const { client, sdk } = this.#bucket;
    const proof = checksumOf(this.#bucket, Body);
    const command = new sdk.UploadPartCommand({ ...this.#address, PartNumber, Body, ...proof });
    const answer = await this.#bucket.gated(() => client.send(command, { abortSignal: this.#cancel.signal }));
    verifyChecksum(this.#bucket, this.#key, proof, answer);
    const { ETag, ChecksumCRC32 } = answer;
    this.#done.push({ PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
  }
}

/** Uploads in parts that were neither completed nor aborted, a thousand a request. How much of each is there, parts alone tell. */
export async function* unfinished(bucket: Bucket, prefix: string): AsyncIterable<UnfinishedWrite> {
  const { client, sdk, settings } = bucket;
  const own = prefixIn(settings);
  const ask = (from?: { KeyMarker: string; UploadIdMarker: string | undefined }) => {
    const command = new sdk.ListMultipartUploadsCommand({ Bucket: settings.s3, Prefix: own + prefix, ...from });
    return bucket.ask('list', prefix, () => client.send(command));
  };
  const listed = pages(ask, ({ IsTruncated, NextKeyMarker, NextUploadIdMarker }) =>
    IsTruncated && NextKeyMarker ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker } : undefined,
  );
  for await (const { Uploads = [] } of listed) {
    for (const { Key, UploadId, Initiated } of Uploads) {
      const key = Key!.slice(own.length);
      yield {
        key,
        size: null,
        ...(Initiated && { modified: Initiated.getTime() }),
        discard: () => abort(bucket, key, UploadId!),
      };
    }
  }
}

async function abort(bucket: Bucket, key: string, UploadId: string): Promise<void> {
  const command = new bucket.sdk.AbortMultipartUploadCommand({ ...bucket.at(key), UploadId });
  await bucket.ask('remove', key, () => bucket.client.send(command));
}
