import { queryOf } from '../../aws/http/head.ts';
import type { Asked } from '../http/parse-request.ts';
import type { S3Operation } from './operation-names.ts';

/** Parts of a bucket or an object that a parameter names; all others are configurations that nothing here has. */
const parameters =
  /^(?:uploads|uploadId|partNumber|delete|location|list-type|prefix|delimiter|marker|max-keys|start-after|continuation-token|encoding-type|fetch-owner|key-marker|upload-id-marker|max-uploads|max-parts|part-number-marker|x-id|response-.*|x-amz-.*)$/i;

/** Gives the operation that is asked for; undefined where it is nothing that this server does. */
export function operationOf(asked: Asked): S3Operation | undefined {
  const { method, bucket, key, headers } = asked;
  if (asked.query.some(([name]) => !parameters.test(name))) return undefined;
  const has = (name: string): boolean => queryOf(asked, name) !== undefined;
  if (bucket === undefined) return method === 'GET' ? 'ListBuckets' : undefined;
  if (key === undefined) return ofBucket(method, has, queryOf(asked, 'list-type'));
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  switch (method) {
    case 'PUT':
      if (has('uploadId') || has('partNumber')) return isCopy ? 'UploadPartCopy' : 'UploadPart';
      return isCopy ? 'CopyObject' : 'PutObject';
    case 'GET':
      return has('uploadId') ? 'ListParts' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (has('uploads')) return 'CreateMultipartUpload';
      return has('uploadId') ? 'CompleteMultipartUpload' : undefined;
    default:
      return undefined;
  }
}

function ofBucket(
  method: string,
  has: (name: string) => boolean,
  listType: string | undefined,
): S3Operation | undefined {
  switch (method) {
    case 'PUT':
      return 'CreateBucket';
    case 'HEAD':
      return 'HeadBucket';
    case 'DELETE':
      return 'DeleteBucket';
    case 'POST':
      return has('delete') ? 'DeleteObjects' : undefined;
    case 'GET':
      if (has('location')) return 'GetBucketLocation';
      if (has('uploads')) return 'ListMultipartUploads';
      return listType === '2' ? 'ListObjectsV2' : 'ListObjects';
    default:
      return undefined;
  }
}
