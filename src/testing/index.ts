/**
 * `clew/testing`: what one needs to test and to develop with Clew, and nothing that runs need.
 * @module
 */
export { startS3 } from './s3/server.ts';
export type { S3Server } from './s3/server.ts';
export type { S3Fault, S3FaultKind, S3Operation, S3Options, S3Request, S3User } from './s3/s3-options.ts';
export { startSageMaker } from './sagemaker/server.ts';
export type { SageMakerServer } from './sagemaker/server.ts';
export type {
  SageMakerContainer,
  SageMakerDelays,
  SageMakerFault,
  SageMakerFaultKind,
  SageMakerImage,
  SageMakerJob,
  SageMakerOperation,
  SageMakerOptions,
  SageMakerRequest,
} from './sagemaker/sagemaker-options.ts';
export { startAws } from './aws/start.ts';
export type { AwsOptions, AwsServers } from './aws/start.ts';
export type { AwsUser } from './aws/users.ts';
export { storageContract } from './contract.ts';
export type { ContractCase, OpenDriver } from './contract/case.ts';
