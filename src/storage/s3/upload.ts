import { randomUUID } from 'node:crypto';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { About } from '../about.ts';
import { Source } from '../source.ts';
import { described } from './about.ts';
import type { Bucket } from './bucket.ts';
import { Multipart, partSize } from './multipart.ts';
import { checkProof, proofOf } from './proof.ts';
import { type Parts, gathered, sliced } from './parts.ts';
import { type Expected, expectedOf, settle, writer } from './settle.ts';

/** What an object is written with: the same for one request and for many parts. */
export type Params = Omit<PutObjectCommandInput, 'Body'>;

export function paramsFor(bucket: Bucket, key: string, about?: About, id?: string): Params {
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
  about?: About,
): Promise<void> {
  const id = randomUUID();
  const params = paramsFor(bucket, key, about, id);
  if (content instanceof Uint8Array) {
    const expected = expectedOf(content, id);
    if (content.byteLength > partSize) return inParts(bucket, key, sliced(content), params, expected);
    return settle(bucket, key, () => put(bucket, key, content, params), expected);
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
  const proof = proofOf(bucket, Body);
  const command = new sdk.PutObjectCommand({ ...params, ...proof, Body, IfNoneMatch: '*' });
  const answer = await bucket.gated(() => client.send(command));
  try {
    checkProof(bucket, key, proof, answer);
  } catch (damaged) {
    await bucket.remove(key);
    throw damaged;
  }
}

/** What turns out to be small goes by one request after all. */
async function stream(bucket: Bucket, key: string, source: Source, params: Params, id: string): Promise<void> {
  const parts = gathered(source);
  const first = await parts.next();
  const small = first.done ? new Uint8Array() : first.value;
  if (small.byteLength === partSize) return inParts(bucket, key, parts, params, { id }, small);
  // Lets the source come to its end.
  await parts.next();
  await settle(bucket, key, () => put(bucket, key, small, params), expectedOf(small, id));
}

async function inParts(
  bucket: Bucket,
  key: string,
  parts: Parts,
  params: Params,
  expected: Expected,
  first?: Uint8Array,
): Promise<void> {
  try {
    await settle(bucket, key, () => sendAll(bucket, key, parts, params, first), expected);
  } finally {
    await parts.return();
  }
}

async function sendAll(bucket: Bucket, key: string, parts: Parts, params: Params, first?: Uint8Array): Promise<void> {
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
