import { randomUUID } from 'node:crypto';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { ObjectMetadata } from '../object-metadata.ts';
import { Source } from '../source.ts';
import type { Bucket } from './bucket.ts';
import { Multipart, partSize } from './multipart.ts';
import { verifyChecksum, checksumOf } from './checksum.ts';
import { type Expected, expectedOf, writeIdempotently, writer } from './idempotent-write.ts';

/** The parameters that an object is written with: the same for one request and for many parts. */
export type Params = Omit<PutObjectCommandInput, 'Body'>;

export function paramsFor(bucket: Bucket, key: string, about?: ObjectMetadata, id?: string): Params {
  const { encryption } = bucket.settings;
  return {
    ...bucket.at(key),
    ...described(about, id === undefined ? {} : { [writer]: id }),
    ...(encryption === 'AES256' && { ServerSideEncryption: 'AES256' }),
    ...(typeof encryption === 'object' && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.kmsKey }),
  };
}

/** Writes an object whole or not at all, and never over another one. */
export async function upload(
  bucket: Bucket,
  key: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  about?: ObjectMetadata,
): Promise<void> {
  const id = randomUUID();
  const params = paramsFor(bucket, key, about, id);
  if (content instanceof Uint8Array) {
    const expected = expectedOf(content, id);
    if (content.byteLength > partSize) return inParts(bucket, key, sliced(content), params, expected);
    return writeIdempotently(bucket, key, () => put(bucket, key, content, params), expected);
  }
  const source = new Source(content);
  try {
    await stream(bucket, key, source, params, id);
  } catch (error) {
    throw source.thrown ? source.thrown.error : error;
  }
}

/** One request. */
async function put(bucket: Bucket, key: string, Body: Uint8Array, params: Params): Promise<void> {
  const { client, sdk } = bucket;
  const proof = checksumOf(bucket, Body);
  const command = new sdk.PutObjectCommand({ ...params, ...proof, Body, IfNoneMatch: '*' });
  const answer = await bucket.gated(() => client.send(command));
  try {
    verifyChecksum(bucket, key, proof, answer);
  } catch (damaged) {
    await bucket.remove(key);
    throw damaged;
  }
}

/** Writes a source in parts; what turns out to be small goes by one request after all. */
async function stream(bucket: Bucket, key: string, source: Source, params: Params, id: string): Promise<void> {
  const parts = gathered(source);
  const first = await parts.next();
  const small = first.done ? new Uint8Array() : first.value;
  if (small.byteLength === partSize) return inParts(bucket, key, parts, params, { id }, small);
  // Lets the source come to its end.
  await parts.next();
  await writeIdempotently(bucket, key, () => put(bucket, key, small, params), expectedOf(small, id));
}

async function inParts(
  bucket: Bucket,
  key: string,
  parts: PartStream,
  params: Params,
  expected: Expected,
  first?: Uint8Array,
): Promise<void> {
  try {
    await writeIdempotently(bucket, key, () => sendAll(bucket, key, parts, params, first), expected);
  } finally {
    await parts.return();
  }
}

async function sendAll(
  bucket: Bucket,
  key: string,
  parts: PartStream,
  params: Params,
  first?: Uint8Array,
): Promise<void> {
  const multipart = await Multipart.begin(bucket, key, params);
  try {
    const free: Uint8Array[] = [];
    let number = 0;
    const send = (part: Uint8Array): Promise<void> => multipart.send((number += 1), part, () => free.push(part));
    if (first) await send(first);
    for (;;) {
      const { done, value } = await parts.next(free.pop());
      if (done) break;
      await send(value);
    }
    await multipart.complete();
  } catch (error) {
    await multipart.abort();
    throw error;
  }
}

/** The parts of an object in turn. Whoever takes the next one may hand in the memory of one that was sent. */
export type PartStream = AsyncGenerator<Uint8Array, void, Uint8Array | undefined>;

/** Pieces of any size, gathered into parts of one size. */
export async function* gathered(source: Source): PartStream {
  let part: Uint8Array = Buffer.allocUnsafeSlow(partSize);
  let filled = 0;
  for await (const piece of source) {
    for (let from = 0; from < piece.byteLength;) {
      const to = Math.min(piece.byteLength, from + partSize - filled);
      part.set(piece.subarray(from, to), filled);
      filled += to - from;
      from = to;
      if (filled < partSize) continue;
      part = (yield part) ?? Buffer.allocUnsafeSlow(partSize);
      filled = 0;
    }
    source.release(piece);
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** Bytes that are in memory anyway. */
export async function* sliced(bytes: Uint8Array): PartStream {
  for (let from = 0; from < bytes.byteLength; from += partSize) yield bytes.subarray(from, from + partSize);
}

/** Headers take ASCII alone: all else is written as in addresses, which every language can undo. */
const safe = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('%2F', '/');

/** How an object says what it is: `own` is for us, the rest for whoever finds it. */
export function described(
  about: ObjectMetadata | undefined,
  own: Readonly<Record<string, string>> = {},
): { Metadata: Record<string, string>; ContentType?: string } {
  if (!about) return { Metadata: { ...own } };
  const { componentRun, name, digest, mediaType } = about;
  return {
    Metadata: {
      ...own,
      'clew-component-run': safe(componentRun),
      'clew-name': safe(name),
      ...(digest !== undefined && { 'clew-digest': digest }),
    },
    ...(mediaType !== undefined && { ContentType: mediaType }),
  };
}
