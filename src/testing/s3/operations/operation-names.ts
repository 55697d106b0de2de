/** The operations that the server can be asked for, by the names that Amazon gives. */
export const operations = [
  'ListBuckets',
  'CreateBucket',
  'HeadBucket',
  'DeleteBucket',
  'GetBucketLocation',
  'ListObjects',
  'ListObjectsV2',
  'ListMultipartUploads',
  'DeleteObjects',
  'PutObject',
  'CopyObject',
  'GetObject',
  'HeadObject',
  'DeleteObject',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListParts',
] as const;

/**
 * The operation that a request asks for, by the name that Amazon gives it.
 *
 * @example
 * ```ts
 * const operation: S3Operation = 'UploadPart';
 * ```
 */
export type S3Operation = (typeof operations)[number];
