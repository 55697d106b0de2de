import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { About } from '../about.ts';
import { Source } from '../source.ts';
import { described } from './about.ts';
import type { Bucket } from './bucket.ts';
import { download } from './download.ts';
import { KeyTaken } from './errors.ts';
import { nameOf, statusOf } from './explain.ts';
import { placeIn } from './place.ts';

/** S3 takes 10 000 parts: objects of up to 80 GB. Larger parts take more memory. */
const partSize = 8 * 1024 * 1024;
const partsAtOnce = 3;

/** Whose write it was, so that one whose answer was lost is known again. */
const writer = 'clew-write';

/** Writes an object whole or not at all, and never over another one. */
export async function upload(
  bucket: Bucket,
  key: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  about?: About,
): Promise<void> {
  const { encryption } = bucket.settings;
  const source = content instanceof Uint8Array ? undefined : new Source(content);
  const id = randomUUID();
  try {
    await send(bucket, source ?? (content as Uint8Array), {
      ...bucket.at(key),
      IfNoneMatch: '*',
      ...described(about, { [writer]: id }),
      ...(encryption === 'AES256' && { ServerSideEncryption: 'AES256' }),
      ...(typeof encryption === 'object' && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.kmsKey }),
    });
  } catch (error) {
    if (source?.thrown) throw source.thrown.error;
    // A request whose answer was lost is made again, and finds its own work.
    const isTaken = statusOf(error) === 412;
    if (isTaken || nameOf(error) === 'NoSuchUpload') {
      const found = await bucket.head(key);
      if (found?.metadata[writer] === id) return;
      if (found && content instanceof Uint8Array && (await isThere(bucket, key, content, found.size))) return;
      if (isTaken) throw new KeyTaken(placeIn(bucket.settings, key));
    }
    throw await bucket.explain(error, 'write', key);
  }
}

async function send(bucket: Bucket, body: Uint8Array | Source, params: PutObjectCommandInput): Promise<void> {
  const { client, sdk } = bucket;
  if (body instanceof Uint8Array && body.byteLength <= partSize) {
    await bucket.gated(() => client.send(new sdk.PutObjectCommand({ ...params, Body: body })));
    return;
  }
  const Body = body instanceof Uint8Array ? body : Readable.from(body);
  await new sdk.Upload({
    client: inTurn(bucket),
    params: { ...params, Body },
    partSize,
    queueSize: partsAtOnce,
  }).done();
}

/** The client, each of whose requests waits its turn: an upload is many. */
function inTurn(bucket: Bucket): S3Client {
  const send = (...request: Parameters<S3Client['send']>): Promise<unknown> =>
    bucket.gated(() => bucket.client.send(...request) as unknown as Promise<unknown>);
  return Object.create(bucket.client, { send: { value: send } }) as S3Client;
}

/** Two who put the same bytes under one key agree. */
async function isThere(bucket: Bucket, key: string, bytes: Uint8Array, size: number): Promise<boolean> {
  if (size !== bytes.byteLength) return false;
  let offset = 0;
  for await (const chunk of download(bucket, key)) {
    if (Buffer.compare(chunk, bytes.subarray(offset, (offset += chunk.byteLength))) !== 0) return false;
  }
  return true;
}
