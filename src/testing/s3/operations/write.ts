import { randomBytes } from 'node:crypto';
import { type Algorithm, checksumHeaders } from '../checksums/algorithms.ts';
import { type Answer, empty } from '../../aws/http/answer.ts';
import { Refusal } from '../http/refusal.ts';
import { childrenOf, textOf } from '../http/xml-read.ts';
import { xmlAnswer } from '../http/xml.ts';
import type { Received } from '../body/body.ts';
import type { Blob } from '../store/blobs.ts';
import type { About, StoredObject } from '../store/model.ts';
import { aboutOf, encryptionHeaders } from './object-headers.ts';
import { checkRemoval, writeIf } from './conditions.ts';
import { type Context, bucketOf, checkChildren, quoted, readDocument } from './context.ts';

/** The algorithm by which objects are checked whose writer named none. */
export const defaultAlgorithm = 'CRC64NVME';

export async function putObject(context: Context): Promise<Answer> {
  const { asked, region } = context;
  const bucket = bucketOf(context);
  const about = aboutOf(asked.headers, region);
  const body = context.body();
  const algorithm = body.expected?.algorithm ?? defaultAlgorithm;
  const make = async (): Promise<StoredObject> =>
    single(await body.receive(algorithm, (content) => bucket.blobs.write(content)), algorithm, about);
  const object = await writeIf(asked, bucket, make, ({ pieces }) => bucket.discard(pieces));
  return empty(200, {
    etag: quoted(object.etag),
    ...encryptionHeaders(about.encryption),
    ...checksumHeaders(object.checksum),
  });
}

/** An object that came by one request. */
export function single(received: Received & { kept: Blob }, algorithm: Algorithm, about: About): StoredObject {
  const { kept, size, md5, checksum } = received;
  const { headers, metadata, encryption } = about;
  return {
    headers,
    metadata,
    encryption,
    pieces: [kept],
    size,
    etag: etagOf(md5, about),
    modified: Date.now(),
    checksum: { algorithm, type: 'FULL_OBJECT', value: checksum },
    isMultipart: false,
  };
}

/** With a key of KMS it says nothing about the content. */
export const etagOf = (md5: string, { encryption }: About): string =>
  encryption.algorithm === 'AES256' ? md5 : randomBytes(16).toString('hex');

/** The number of objects that one request may remove. */
const maxRemoved = 1000;

export function deleteObject(context: Context): Answer {
  const { asked } = context;
  const bucket = bucketOf(context);
  checkRemoval(asked, bucket.get(asked.key!));
  bucket.delete(asked.key!);
  return empty(204);
}

/** All that can be said of an object here: there is one version of each, and nothing else to compare it by. */
const members = ['Key'];

export async function deleteObjects(context: Context): Promise<Answer> {
  const bucket = bucketOf(context);
  const document = await readDocument(context, 'Delete', true);
  if (!document) throw new Refusal('MissingRequestBodyError');
  const objects = childrenOf(document, 'Object');
  checkChildren(document, ['Object', 'Quiet']);
  for (const object of objects) checkChildren(object, members);
  const keys = objects.map((object) => textOf(object, 'Key'));
  if (keys.length === 0 || keys.length > maxRemoved || keys.some((key) => !key)) throw new Refusal('MalformedXML');
  for (const key of keys) bucket.delete(key!);
  const isQuiet = textOf(document, 'Quiet')?.trim() === 'true';
  return xmlAnswer('DeleteResult', isQuiet ? {} : { Deleted: keys.map((key) => ({ Key: key! })) });
}
