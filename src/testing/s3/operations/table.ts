import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { completeMultipartUpload } from './complete.ts';
import type { Perform } from './context.ts';
import { copyObject } from './copy.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import type { S3Operation } from './operation-names.ts';
import { listParts, uploadPart, uploadPartCopy } from './multipart-parts.ts';
import { getObject, headObject } from './read.ts';
import { deleteObject, deleteObjects } from './remove.ts';
import { abortMultipartUpload, createMultipartUpload, listMultipartUploads } from './uploads.ts';
import { putObject } from './write.ts';

/** The functions that perform the operations. */
export const performers: Readonly<Record<S3Operation, Perform>> = {
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
