import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TokenBucket } from '../../aws/faults/token-bucket.ts';
import type { Exchange, Protocol } from '../../aws/http/pipeline.ts';
import { Body } from '../body/body.ts';
import { checkHeaders, withParameters } from '../operations/headers.ts';
import { operationOf } from '../operations/route.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from '../operations/buckets.ts';
import { completeMultipartUpload } from '../operations/complete.ts';
import type { Perform } from '../operations/context.ts';
import { copyObject } from '../operations/copy.ts';
import { listObjects, listObjectsV2 } from '../operations/list-objects.ts';
import type { S3Operation } from '../operations/operation-names.ts';
import { listParts, uploadPart, uploadPartCopy } from '../operations/multipart-parts.ts';
import { getObject, headObject } from '../operations/read.ts';
import { abortMultipartUpload, createMultipartUpload, listMultipartUploads } from '../operations/uploads.ts';
import { deleteObject, deleteObjects, putObject } from '../operations/write.ts';
import type { Store } from '../store/store.ts';
import { ask } from './parse-request.ts';
import { Refusal } from './refusal.ts';
import { errorDocument } from './xml.ts';

/** The state behind all requests to S3. */
interface Backend {
  readonly store: Store;
  readonly region: string;
  readonly rate: TokenBucket | undefined;
}

/** The functions that perform the operations. */
const performers: Readonly<Record<S3Operation, Perform>> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListMultipartUploads: listMultipartUploads,
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
};

const maxKeyLength = 1024;

/** Gives the protocol of S3: addresses, headers and XML. */
export const s3Protocol = (backend: Backend): Protocol => ({
  read: (request, proceed) => exchangeOf(backend, request, proceed),
  headers: () => ({ 'x-amz-request-id': newRequestId(), 'x-amz-id-2': 'clew', server: 'AmazonS3' }),
  denied: ({ why, details, text }) => new Refusal(why, details, text),
  foreign: (message) => new Refusal('InvalidHostHeader', {}, message),
  throttled: () => new Refusal('SlowDown'),
  internal: (cause) => new Refusal('InternalError', cause === undefined ? {} : { Cause: cause }),
  refused(refusal, operation, fault) {
    const { code, message, status, details } = refusal as Refusal;
    const RequestId = newRequestId();
    // What isn't a name of XML can't be an element.
    const elements = Object.fromEntries(Object.entries(details).filter(([name]) => /^[A-Za-z][\w.-]*$/.test(name)));
    return {
      status: fault === 'error-in-200' && isLate(operation) ? 200 : status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': RequestId },
      body: errorDocument({ Code: code, Message: message, ...elements, RequestId, HostId: 'clew' }),
    };
  },
});

/** As Amazon's look, and different each time. */
const newRequestId = (): string => randomBytes(8).toString('hex').toUpperCase();

/** Tells whether Amazon sends the head of an answer before it knows what became of the request. */
const isLate = (operation = ''): boolean => /^(?:Complete|Copy|UploadPartCopy)/.test(operation);

function exchangeOf({ store, region, rate }: Backend, request: IncomingMessage, proceed: () => void): Exchange {
  const raw = ask(request);
  const operation = raw && operationOf(raw);
  const wire = (): AsyncIterable<Uint8Array> => {
    proceed();
    // Leaving it early must not end the connection: there is an answer to come.
    return request.iterator({ destroyOnReturn: false });
  };
  return {
    seen: { method: request.method, operation, bucket: raw?.bucket, key: raw?.key } as Exchange['seen'],
    subject: raw?.key,
    rate,
    signed() {
      if (!raw) throw new Refusal('InvalidURI');
      // Asks nobody for a signature: no browser sends one with it.
      if (raw.method === 'OPTIONS')
        throw new Refusal(raw.headers['origin'] === undefined ? 'BadRequest' : 'AccessForbidden');
      return { head: raw, service: 's3' };
    },
    perform(authorized) {
      const asked = withParameters(raw!);
      if (operation === undefined) throw new Refusal('NotImplemented');
      checkHeaders(asked);
      const size = Buffer.byteLength(asked.key ?? '');
      if (size > maxKeyLength) throw new Refusal('KeyTooLongError', { Size: size, MaxSizeAllowed: maxKeyLength });
      const body = (): Body => new Body(asked, authorized, wire);
      return performers[operation]({ asked, user: authorized.user, store, region, body });
    },
    readHalf: () => readHalf(request, wire()),
  };
}

/** As much of the body as is there when half of it has come. */
async function readHalf({ headers }: IncomingMessage, body: AsyncIterable<Uint8Array>): Promise<void> {
  const size = Number(headers['content-length'] ?? headers['x-amz-decoded-content-length'] ?? 0);
  let left = Math.floor(size / 2);
  if (left === 0) return;
  try {
    for await (const piece of body) {
      left -= piece.byteLength;
      if (left <= 0) return;
    }
  } catch {
    // The client was first.
  }
}
