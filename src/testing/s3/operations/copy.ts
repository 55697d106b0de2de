import { createHash } from 'node:crypto';
import { type Algorithm, checksumElements, hasher } from '../checksums/algorithms.ts';
import type { Received } from '../body/body.ts';
import type { Answer } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { decodeUri } from '../../aws/http/encode.ts';
import { Refusal } from '../http/refusal.ts';
import { isoDate } from '../../aws/http/time.ts';
import { type Blob, holdAll } from '../store/blobs.ts';
import type { Bucket } from '../store/bucket.ts';
import type { StoredObject } from '../store/model.ts';
import { aboutOf, encryptionHeaders } from './object-headers.ts';
import { isUnchanged, writeIf } from './conditions.ts';
import { type Context, bucketOf, quoted } from './context.ts';
import type { Range } from './range.ts';
import { single } from './write.ts';

/** The object that `x-amz-copy-source` names. */
export interface Source {
  readonly bucket: Bucket;
  readonly key: string;
  readonly object: StoredObject;
}

export function sourceOf({ asked, store, user }: Context): Source {
  const header = asked.headers['x-amz-copy-source']!;
  if (/\?versionId=/.test(header)) throw new Refusal('NotImplemented', { Header: 'x-amz-copy-source' });
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeUri(header) ?? '') ?? [];
  if (name === undefined || key === undefined) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
      'Invalid copy source object key',
    );
  }
  const bucket = store.bucketOf(user, name);
  const object = bucket.get(key);
  if (!object) throw new Refusal('NoSuchKey', { Key: key });
  if (isUnchanged(asked, object, 'x-amz-copy-source-')) {
    throw new Refusal('PreconditionFailed', { Condition: 'x-amz-copy-source-If-None-Match' });
  }
  return { bucket, key, object };
}

/** Bytes of one object as those of another. */
export async function copied(
  { bucket, object }: Source,
  to: Bucket,
  algorithm: Algorithm,
  range: Range,
): Promise<Received & { kept: Blob }> {
  const held = holdAll(bucket.blobs, object.pieces);
  const [md5, sum] = [createHash('md5'), hasher(algorithm)];
  const read = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of held.read(range.from, range.to)) {
      md5.update(piece);
      sum.update(piece);
      yield piece;
    }
  };
  try {
    const kept = await to.blobs.write(read());
    return { kept, size: kept.size, md5: md5.digest('hex'), checksum: sum.digest().toString('base64') };
  } finally {
    held.release();
  }
}

export async function copyObject(context: Context): Promise<Answer> {
  const { asked, region } = context;
  const bucket = bucketOf(context);
  const source = sourceOf(context);
  const given = aboutOf(asked.headers, region);
  const isReplaced = asked.headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE';
  const isEncrypted = asked.headers['x-amz-server-side-encryption'] !== undefined;
  if (source.bucket === bucket && source.key === asked.key && !isReplaced && !isEncrypted) {
    throw new Refusal(
      'InvalidRequest',
      {},
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const about = isReplaced ? given : { ...source.object, encryption: given.encryption };
  const { algorithm } = source.object.checksum;
  const make = async (): Promise<StoredObject> =>
    single(await copied(source, bucket, algorithm, { from: 0, to: source.object.size }), algorithm, about);
  const object = await writeIf(asked, bucket, make, ({ pieces }) => bucket.discard(pieces));
  const content = {
    ETag: quoted(object.etag),
    LastModified: isoDate(object.modified),
    ...checksumElements(object.checksum),
  };
  return xmlAnswer('CopyObjectResult', content, encryptionHeaders(object.encryption));
}
