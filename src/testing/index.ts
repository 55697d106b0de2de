/** `clew/testing`: what one needs to test and to develop with Clew, and nothing that runs need. */
export { startS3 } from './s3/server.ts';
export type { S3Server } from './s3/server.ts';
export type { S3Fault, S3FaultKind, S3Operation, S3Options, S3Request, S3User } from './s3/options.ts';
export { storageContract } from './contract.ts';
export type { ContractCase, OpenDriver } from './contract/case.ts';
