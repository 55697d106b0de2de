import { randomBytes } from 'node:crypto';
import { type ChecksumType, algorithmOf, isCrc } from '../checksums/algorithms.ts';
import { type Answer, empty } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { queryOf } from '../../aws/http/head.ts';
import type { Asked } from '../http/parse-request.ts';
import { encodeListed } from '../../aws/http/encode.ts';
import { Refusal } from '../http/refusal.ts';
import { isoDate } from '../../aws/http/time.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Upload } from '../store/model.ts';
import { compareKeys } from '../store/sorted-keys.ts';
import { aboutOf, encryptionHeaders } from './object-headers.ts';
import { ownerOf } from './buckets.ts';
import { type Context, bucketOf, numberOf } from './context.ts';
import { defaultAlgorithm } from './write.ts';

const most = 1000;

/** The upload that a request goes on with. */
export function uploadOf({ asked }: Context, bucket: Bucket): Upload {
  const id = queryOf(asked, 'uploadId')!;
  const upload = bucket.uploads.get(id);
  if (!upload || upload.key !== asked.key) throw new Refusal('NoSuchUpload', { UploadId: id });
  return upload;
}

export function createMultipartUpload(context: Context): Answer {
  const { asked, region } = context;
  const bucket = bucketOf(context);
  const about = aboutOf(asked.headers, region);
  const checksum = checksumOf(asked);
  const upload: Upload = {
    ...about,
    ...checksum,
    id: randomBytes(32).toString('base64url'),
    key: asked.key!,
    begun: Date.now(),
    parts: {},
  };
  bucket.uploads.set(upload.id, upload);
  const content = { Bucket: bucket.info.name, Key: upload.key, UploadId: upload.id };
  return xmlAnswer('InitiateMultipartUploadResult', content, {
    ...encryptionHeaders(about.encryption),
    ...(checksum.isChosen && {
      'x-amz-checksum-algorithm': checksum.algorithm,
      'x-amz-checksum-type': checksum.type,
    }),
  });
}

function checksumOf({ headers }: Asked): Pick<Upload, 'algorithm' | 'type' | 'isChosen'> {
  const given = headers['x-amz-checksum-algorithm'];
  const type = headers['x-amz-checksum-type']?.toUpperCase();
  if (given === undefined) {
    if (type === 'COMPOSITE')
      throw new Refusal(
        'InvalidRequest',
        {},
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    return { algorithm: defaultAlgorithm, type: 'FULL_OBJECT', isChosen: false };
  }
  const algorithm = algorithmOf(given);
  if (!algorithm)
    throw new Refusal(
      'InvalidRequest',
      {},
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  const defaultType: ChecksumType = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (type !== undefined && type !== 'COMPOSITE' && type !== 'FULL_OBJECT') {
    throw new Refusal('InvalidRequest', {}, 'Value for x-amz-checksum-type header is invalid.');
  }
  const chosen = type ?? defaultType;
  if ((chosen === 'FULL_OBJECT' && !isCrc(algorithm)) || (chosen === 'COMPOSITE' && algorithm === 'CRC64NVME')) {
    throw new Refusal(
      'InvalidRequest',
      {},
      `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: chosen, isChosen: true };
}

export function abortMultipartUpload(context: Context): Answer {
  const bucket = bucketOf(context);
  const upload = uploadOf(context, bucket);
  bucket.uploads.delete(upload.id);
  bucket.discard(Object.values(upload.parts).map(({ blob }) => blob));
  return empty(204);
}

const byKey = (a: Upload, b: Upload): number =>
  compareKeys(a.key, b.key) || a.begun - b.begun || (a.id < b.id ? -1 : 1);

export function listMultipartUploads(context: Context): Answer {
  const { asked, user } = context;
  const bucket = bucketOf(context);
  if (queryOf(asked, 'delimiter')) throw new Refusal('NotImplemented');
  const [prefix = '', keyMarker = '', idMarker = ''] = ['prefix', 'key-marker', 'upload-id-marker'].map((name) =>
    queryOf(asked, name),
  );
  const type = queryOf(asked, 'encoding-type');
  const write = type === 'url' ? encodeListed : (text: string): string => text;
  const count = numberOf(context, 'max-uploads', most);
  const all = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix)).sort(byKey);
  const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const found =
    marked >= 0 ? all.slice(marked + 1) : all.filter(({ key }) => keyMarker === '' || compareKeys(key, keyMarker) > 0);
  const page = found.slice(0, count);
  const isTruncated = page.length < found.length && count > 0;
  const last = page.at(-1);
  const owner = ownerOf(user.accessKeyId);
  return xmlAnswer('ListMultipartUploadsResult', {
    Bucket: bucket.info.name,
    KeyMarker: write(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: isTruncated ? write(last!.key) : undefined,
    NextUploadIdMarker: isTruncated ? last!.id : undefined,
    Prefix: prefix === '' ? undefined : write(prefix),
    EncodingType: type,
    MaxUploads: count,
    IsTruncated: isTruncated,
    Upload: page.map(({ key, id, begun, algorithm, type, isChosen }) => ({
      Key: write(key),
      UploadId: id,
      Initiator: owner,
      Owner: owner,
      StorageClass: 'STANDARD',
      Initiated: isoDate(begun),
      ...(isChosen && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
    })),
  });
}
