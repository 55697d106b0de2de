import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Part } from '@aws-sdk/client-s3';
import { ClewError } from '../../errors.ts';
import type { ObjectMetadata } from '../object-metadata.ts';
import { FileChanged, storageFailed } from '../errors.ts';
import type { Bucket } from './bucket.ts';
import { statusOf } from './explain-error.ts';
import { Multipart, maxParts, partSize } from './multipart.ts';
import { crc32Of } from './checksum.ts';
import { writeIdempotently } from './idempotent-write.ts';
import { paramsFor, upload } from './upload.ts';

const mebibyte = 1024 ** 2;

/**
 * Sends a file in parts. Those that an earlier process has sent of it, and that have the same bytes, are sent no more:
 * the server still has them if that process was killed, or lost its connection.
 */
export async function uploadFile(bucket: Bucket, key: string, path: string, about?: ObjectMetadata): Promise<void> {
  await using file = await LocalFile.open(path);
  if (file.size <= partSize) {
    const bytes = await file.read(0, file.size);
    await file.mustBeSame();
    return upload(bucket, key, bytes, about);
  }
  const read = (from: number, to: number): Promise<Uint8Array> => file.read(from, to);
  await writeIdempotently(bucket, key, () => sendFile(bucket, key, file, about), { size: file.size, read });
}

async function sendFile(
  bucket: Bucket,
  key: string,
  file: LocalFile,
  about: ObjectMetadata | undefined,
): Promise<void> {
  const { multipart, parts } = await beginOrGoOn(bucket, key, about);
  const size = Math.max(partSize, Math.ceil(file.size / maxParts / mebibyte) * mebibyte);
  try {
    const free: Buffer[] = [];
    for (let number = 1, from = 0; from < file.size; number++, from += size) {
      const memory = free.pop() ?? Buffer.allocUnsafeSlow(size);
      const bytes = await file.read(from, Math.min(from + size, file.size), memory);
      const there = parts.get(number);
      if (there && isSame(there, bytes)) {
        multipart.keep(there);
        free.push(memory);
      } else await multipart.send(number, bytes, () => free.push(memory));
    }
    await file.mustBeSame();
    await multipart.complete();
  } catch (error) {
    // What the line or the server couldn't do now is worth going on with; what is wrong here isn't.
    if (error instanceof ClewError || (statusOf(error) ?? 500) < 500) await multipart.abort();
    else await multipart.rest();
    throw error;
  }
}

/** The upload of this key that was begun last, if there is one and we may ask for it. */
async function beginOrGoOn(
  bucket: Bucket,
  key: string,
  about: ObjectMetadata | undefined,
): Promise<{ multipart: Multipart; parts: ReadonlyMap<number, Part> }> {
  const { client, sdk } = bucket;
  const { Bucket: name, Key } = bucket.at(key);
  try {
    // By key and then by time: those of this very key come first.
    const command = new sdk.ListMultipartUploadsCommand({ Bucket: name, Prefix: Key });
    const { Uploads = [] } = await bucket.gated(() => client.send(command));
    const last = Uploads.filter((one) => one.Key === Key)
      .toSorted((a, b) => Number(a.Initiated) - Number(b.Initiated))
      .at(-1);
    if (last?.UploadId) {
      const parts = await partsOf(bucket, key, last.UploadId);
      return { multipart: new Multipart(bucket, key, last.UploadId), parts };
    }
  } catch (error) {
    // Where uploads may not be listed, or the server can't, a new one begins. Other errors would come there as well.
    const status = statusOf(error);
    if (status === undefined || (status < 500 && ![403, 404, 405].includes(status))) throw error;
  }
  return { multipart: await Multipart.begin(bucket, key, paramsFor(bucket, key, about)), parts: new Map() };
}

async function partsOf(bucket: Bucket, key: string, UploadId: string): Promise<ReadonlyMap<number, Part>> {
  const { client, sdk } = bucket;
  const parts = new Map<number, Part>();
  let from: { PartNumberMarker?: string } = {};
  for (;;) {
    const command = new sdk.ListPartsCommand({ ...bucket.at(key), UploadId, ...from });
    const page = await bucket.gated(() => client.send(command));
    for (const { PartNumber, ETag, Size, ChecksumCRC32 } of page.Parts ?? [])
      parts.set(PartNumber!, { PartNumber, ETag, Size, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
    if (!page.IsTruncated || !page.NextPartNumberMarker) return parts;
    from = { PartNumberMarker: page.NextPartNumberMarker };
  }
}

/** Where the server keeps no checksum, its tag is an MD5; where that is encrypted, nothing is the same. */
function isSame({ Size, ETag, ChecksumCRC32 }: Part, bytes: Uint8Array): boolean {
  if (Size !== bytes.byteLength) return false;
  if (ChecksumCRC32 !== undefined) return ChecksumCRC32 === crc32Of(bytes);
  return ETag?.replaceAll('"', '') === createHash('md5').update(bytes).digest('hex');
}

/** A file that is read part by part, and must not change meanwhile. */
class LocalFile implements AsyncDisposable {
  readonly size: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #changed: number;

  private constructor(path: string, handle: FileHandle, size: number, changed: number) {
    this.#path = path;
    this.#handle = handle;
    this.size = size;
    this.#changed = changed;
  }

  static async open(path: string): Promise<LocalFile> {
    try {
      const handle = await open(path, 'r');
      const { size, mtimeMs } = await handle.stat();
      return new LocalFile(path, handle, size, mtimeMs);
    } catch (error) {
      throw storageFailed('read', path, error);
    }
  }

  async read(from: number, to: number, memory: Buffer = Buffer.allocUnsafeSlow(to - from)): Promise<Uint8Array> {
    for (let filled = 0; filled < to - from;) {
      const { bytesRead } = await this.#handle
        .read(memory, filled, to - from - filled, from + filled)
        .catch((error: unknown) => {
          throw storageFailed('read', this.#path, error);
        });
      if (bytesRead === 0) throw new FileChanged(this.#path);
      filled += bytesRead;
    }
    return memory.subarray(0, to - from);
  }

  async mustBeSame(): Promise<void> {
    const { size, mtimeMs } = await this.#handle.stat();
    if (size !== this.size || mtimeMs !== this.#changed) throw new FileChanged(this.#path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
