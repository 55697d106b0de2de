/** `clew/testing`: what one needs to test and to develop with Clew, and nothing that runs need. */
export type { S3Fault, S3FaultKind, S3Operation, S3Options, S3Request, S3User } from './s3/options.ts';
