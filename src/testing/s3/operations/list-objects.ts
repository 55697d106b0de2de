import type { Answer } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { queryOf } from '../../aws/http/head.ts';
import { encodeListed } from '../../aws/http/encode.ts';
import { Refusal } from '../http/refusal.ts';
import { isoDate } from '../../aws/http/time.ts';
import type { Xml } from '../http/xml.ts';
import type { Bucket } from '../store/bucket.ts';
import { ownerOf } from './buckets.ts';
import { type Context, bucketOf, numberOf, quoted } from './context.ts';
import { type Page, pageOf } from './page.ts';

const most = 1000;

const tokenOf = (last: string): string => Buffer.from(`v1:${last}`).toString('base64url');

function lastOf(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('v1:') && tokenOf(text.slice(3)) === token) return text.slice(3);
  throw new Refusal(
    'InvalidArgument',
    { ArgumentName: 'continuation-token', ArgumentValue: token },
    'The continuation token provided is incorrect',
  );
}

/** How names are written: as they are, or encoded so that every character gets through XML. */
function writer(context: Context): { type: string | undefined; write: (text: string) => string } {
  const type = queryOf(context.asked, 'encoding-type');
  if (type !== undefined && type !== 'url') {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: 'encoding-type', ArgumentValue: type },
      'Invalid Encoding Method specified in Request',
    );
  }
  return { type, write: type === undefined ? (text) => text : encodeListed };
}

export function listObjectsV2(context: Context): Answer {
  const { asked } = context;
  const bucket = bucketOf(context);
  const token = queryOf(asked, 'continuation-token');
  const startAfter = queryOf(asked, 'start-after');
  if (token === '') lastOf(token);
  const { page, common, write } = list(context, bucket, token === undefined ? startAfter : lastOf(token));
  return xmlAnswer('ListBucketResult', {
    ...common,
    ContinuationToken: token,
    NextContinuationToken: page.isTruncated ? tokenOf(page.last!) : undefined,
    StartAfter: startAfter && write(startAfter),
    KeyCount: page.keys.length + page.prefixes.length,
    Contents: contents(bucket, page, write, queryOf(asked, 'fetch-owner') === 'true'),
    CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix: write(Prefix) })),
  });
}

/** The first version, which goes on by a marker. */
export function listObjects(context: Context): Answer {
  const bucket = bucketOf(context);
  const marker = queryOf(context.asked, 'marker') ?? '';
  const { page, common, write } = list(context, bucket, marker || undefined);
  return xmlAnswer('ListBucketResult', {
    ...common,
    Marker: write(marker),
    NextMarker: page.isTruncated && common['Delimiter'] !== undefined ? write(page.last!) : undefined,
    Contents: contents(bucket, page, write, true),
    CommonPrefixes: page.prefixes.map((Prefix) => ({ Prefix: write(Prefix) })),
  });
}

function list(
  context: Context,
  bucket: Bucket,
  after: string | undefined,
): { page: Page; common: Xml; write: (text: string) => string } {
  const { asked } = context;
  const { type, write } = writer(context);
  const [prefix = '', delimiter = ''] = ['prefix', 'delimiter'].map((name) => queryOf(asked, name));
  const count = numberOf(context, 'max-keys', most);
  const page = pageOf(bucket.keys, { prefix, delimiter, most: count, after });
  const common = {
    Name: bucket.info.name,
    Prefix: write(prefix),
    Delimiter: delimiter === '' ? undefined : write(delimiter),
    MaxKeys: count,
    EncodingType: type,
    IsTruncated: page.isTruncated,
  };
  return { page, common, write };
}

function contents(bucket: Bucket, page: Page, write: (text: string) => string, withOwner: boolean): Xml[] {
  return page.keys.map((key) => {
    const { modified, etag, size, checksum } = bucket.get(key)!;
    return {
      Key: write(key),
      LastModified: isoDate(modified),
      ETag: quoted(etag),
      ChecksumAlgorithm: checksum.algorithm,
      ChecksumType: checksum.type,
      Size: size,
      Owner: withOwner ? ownerOf(bucket.info.owner) : undefined,
      StorageClass: 'STANDARD',
    };
  });
}
