import { type Algorithm, elementOf, headerOf } from '../checksums/algorithms.ts';
import type { Received } from '../body/body.ts';
import type { Expected } from '../body/expected.ts';
import { type Answer, empty } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { queryOf } from '../../aws/http/head.ts';
import { Refusal } from '../http/refusal.ts';
import { isoDate } from '../../aws/http/time.ts';
import type { Blob } from '../store/blobs.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Part, Upload } from '../store/model.ts';
import { encryptionHeaders } from './object-headers.ts';
import { ownerOf } from './buckets.ts';
import { type Context, bucketOf, numberOf, quoted } from './context.ts';
import { copied, sourceOf } from './copy.ts';
import { uploadOf } from './uploads.ts';
import { etagOf } from './write.ts';

const maxParts = 1000;

function numberOfPart(context: Context): number {
  const text = queryOf(context.asked, 'partNumber') ?? '';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw new Refusal(
    'InvalidArgument',
    { ArgumentName: 'partNumber', ArgumentValue: text },
    'Part number must be an integer between 1 and 10000, inclusive',
  );
}

/** The parts of one upload come with the checksum that it was begun with. */
function checkAlgorithm({ algorithm, type, isChosen }: Upload, expected: Expected | undefined): void {
  if (!isChosen || expected?.algorithm === algorithm || (!expected && type === 'FULL_OBJECT')) return;
  const [wanted, got] = [algorithm, expected?.algorithm].map((name) => name?.toLowerCase() ?? 'null');
  throw new Refusal(
    'InvalidRequest',
    {},
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted}, actual checksum Type: ${got}`,
  );
}

/** In place of an earlier one of the same number, unless the upload is over by now. */
function keep(bucket: Bucket, { id }: Upload, number: number, received: Received & { kept: Blob }): Part {
  const upload = bucket.uploads.get(id);
  if (!upload) {
    bucket.discard([received.kept]);
    throw new Refusal('NoSuchUpload', { UploadId: id });
  }
  const { kept, md5, checksum } = received;
  const part = { number, blob: kept, etag: etagOf(md5, upload), md5, checksum, modified: Date.now() };
  const before = upload.parts[number];
  bucket.uploads.set(id, { ...upload, parts: { ...upload.parts, [number]: part } });
  if (before) bucket.discard([before.blob]);
  return part;
}

export async function uploadPart(context: Context): Promise<Answer> {
  const bucket = bucketOf(context);
  const number = numberOfPart(context);
  const upload = uploadOf(context, bucket);
  const body = context.body();
  checkAlgorithm(upload, body.expected);
  const received = await body.receive(upload.algorithm, (content) => bucket.blobs.write(content));
  const part = keep(bucket, upload, number, received);
  return empty(200, {
    etag: quoted(part.etag),
    ...encryptionHeaders(upload.encryption),
    ...(upload.isChosen && sum(upload.algorithm, part, headerOf)),
  });
}

export async function uploadPartCopy(context: Context): Promise<Answer> {
  const { asked } = context;
  const bucket = bucketOf(context);
  const number = numberOfPart(context);
  const upload = uploadOf(context, bucket);
  const source = sourceOf(context);
  const { size } = source.object;
  const header = asked.headers['x-amz-copy-source-range'];
  const [, from = '0', last = `${size - 1}`] = /^bytes=(\d+)-(\d+)$/.exec(header ?? '') ?? [];
  const range = { from: Number(from), to: Number(last) + 1 };
  if ((header !== undefined && !/^bytes=\d+-\d+$/.test(header)) || range.to > size || range.from > range.to) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header ?? '' },
      `Range specified is not valid for source object of size: ${size}`,
    );
  }
  const part = keep(bucket, upload, number, await copied(source, bucket, upload.algorithm, range));
  return xmlAnswer('CopyPartResult', {
    LastModified: isoDate(part.modified),
    ETag: quoted(part.etag),
    ...(upload.isChosen && sum(upload.algorithm, part, elementOf)),
  });
}

const sum = (
  algorithm: Algorithm,
  { checksum }: Part,
  name: (algorithm: Algorithm) => string,
): Record<string, string> => ({ [name(algorithm)]: checksum });

export function listParts(context: Context): Answer {
  const bucket = bucketOf(context);
  const upload = uploadOf(context, bucket);
  const count = numberOf(context, 'max-parts', maxParts);
  const marker = numberOf(context, 'part-number-marker', 2 ** 31 - 1, 0);
  const found = Object.values(upload.parts)
    .filter(({ number }) => number > marker)
    .sort((a, b) => a.number - b.number);
  const page = found.slice(0, count);
  const owner = ownerOf(context.user.accessKeyId);
  return xmlAnswer('ListPartsResult', {
    Bucket: bucket.info.name,
    Key: upload.key,
    UploadId: upload.id,
    Initiator: owner,
    Owner: owner,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? marker,
    MaxParts: count,
    IsTruncated: page.length < found.length && count > 0,
    ...(upload.isChosen && { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.type }),
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: isoDate(part.modified),
      ETag: quoted(part.etag),
      Size: part.blob.size,
      ...(upload.isChosen && sum(upload.algorithm, part, elementOf)),
    })),
  });
}
