import { createHash } from 'node:crypto';
import { type Checksum, checksumElements, checksumOf, elementOf, headerOf, isCrc } from '../checksums/algorithms.ts';
import { combineCrc } from '../checksums/combine.ts';
import type { Answer } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { encodePath } from '../../aws/http/encode.ts';
import { Refusal } from '../http/refusal.ts';
import { type Element, childrenOf, textOf } from '../http/xml-read.ts';
import type { Part, StoredObject, Upload } from '../store/model.ts';
import { encryptionHeaders } from './object-headers.ts';
import { writeIf } from './conditions.ts';
import { type Context, bucketOf, quoted, readDocument, unquoted } from './context.ts';
import { uploadOf } from './uploads.ts';

/** The smallest size of all parts but the last. */
const smallestPart = 5 * 1024 * 1024;

export async function completeMultipartUpload(context: Context): Promise<Answer> {
  const { asked } = context;
  const bucket = bucketOf(context);
  const { id } = uploadOf(context, bucket);
  const document = await readDocument(context, 'CompleteMultipartUpload');
  if (!document) throw new Refusal('InvalidRequest', {}, 'You must specify at least one part');
  // As it is now: parts may have come meanwhile.
  const upload = uploadOf(context, bucket);
  const parts = chosen(upload, document);
  const object = await writeIf(asked, bucket, async () => joined(upload, parts, asked.headers));
  bucket.uploads.delete(id);
  const used = new Set(parts);
  bucket.discard(Object.values(upload.parts).flatMap((part) => (used.has(part) ? [] : [part.blob])));
  const content = {
    Location: `http://${asked.headers['host'] ?? ''}/${bucket.info.name}/${encodePath(upload.key)}`,
    Bucket: bucket.info.name,
    Key: upload.key,
    ETag: quoted(object.etag),
    ...checksumElements(object.checksum),
  };
  return xmlAnswer('CompleteMultipartUploadResult', content, encryptionHeaders(upload.encryption));
}

/** The parts that the request names, which have to be those that are there. */
function chosen(upload: Upload, document: Element): Part[] {
  const elements = childrenOf(document, 'Part');
  if (elements.length === 0) throw new Refusal('MalformedXML');
  const numbers = elements.map((element) => Number(textOf(element, 'PartNumber') ?? Number.NaN));
  if (numbers.some((number) => !Number.isInteger(number))) throw new Refusal('MalformedXML');
  if (numbers.some((number, i) => i > 0 && number <= numbers[i - 1]!))
    throw new Refusal('InvalidPartOrder', { UploadId: upload.id });
  const parts = elements.map((element, i) => checked(upload, element, numbers[i]!));
  const small = parts.slice(0, -1).find(({ blob }) => blob.size < smallestPart);
  if (!small) return parts;
  throw new Refusal('EntityTooSmall', {
    ProposedSize: small.blob.size,
    MinSizeAllowed: smallestPart,
    PartNumber: small.number,
    ETag: small.etag,
  });
}

function checked(upload: Upload, element: Element, number: number): Part {
  const etag = unquoted(textOf(element, 'ETag') ?? '');
  const part = upload.parts[number];
  const given = textOf(element, elementOf(upload.algorithm));
  if (!part || part.etag !== etag || (given !== undefined && given !== part.checksum)) {
    throw new Refusal('InvalidPart', { UploadId: upload.id, PartNumber: number, ETag: etag });
  }
  if (given === undefined && upload.isChosen && upload.type === 'COMPOSITE') {
    throw new Refusal(
      'InvalidRequest',
      {},
      `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  return part;
}

/** No byte is read again: what is known of the parts gives what is known of the whole. */
function joined(upload: Upload, parts: readonly Part[], headers: Readonly<Record<string, string>>): StoredObject {
  const { algorithm, type } = upload;
  const size = parts.reduce((sum, { blob }) => sum + blob.size, 0);
  const checksum = checksumOfParts(upload, parts);
  const given = headers[headerOf(algorithm)];
  if (given !== undefined && given.replace(/-\d+$/, '') !== checksum.value.replace(/-\d+$/, '')) {
    throw new Refusal('BadDigest', {}, `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  const wantedType = headers['x-amz-checksum-type'];
  if (wantedType !== undefined && wantedType.toUpperCase() !== type) {
    throw new Refusal(
      'InvalidRequest',
      {},
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const wantedSize = headers['x-amz-mp-object-size'];
  if (wantedSize !== undefined && Number(wantedSize) !== size) {
    throw new Refusal(
      'InvalidRequest',
      {},
      'The provided x-amz-mp-object-size header value does not match what was computed',
    );
  }
  const md5s = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, 'hex')));
  return {
    headers: upload.headers,
    metadata: upload.metadata,
    encryption: upload.encryption,
    pieces: parts.map(({ blob }) => blob),
    size,
    etag: `${createHash('md5').update(md5s).digest('hex')}-${parts.length}`,
    modified: Date.now(),
    checksum,
    isMultipart: true,
  };
}

function checksumOfParts({ algorithm, type }: Upload, parts: readonly Part[]): Checksum {
  const sums: Buffer[] = parts.map(({ checksum }) => Buffer.from(checksum, 'base64'));
  if (type === 'COMPOSITE') {
    return { algorithm, type, value: `${checksumOf(algorithm, Buffer.concat(sums))}-${parts.length}` };
  }
  if (!isCrc(algorithm)) throw new Refusal('InternalError');
  const whole = sums.reduce((sum, next, i) => combineCrc(algorithm, sum, next, parts[i]!.blob.size));
  return { algorithm, type, value: whole.toString('base64') };
}
