import { exportsOf } from '../support/exports.ts';
import * as testing from '../../src/testing/index.ts';

/** What `clew/testing` gives. As in test/exports.test.ts, a name that comes or goes is a decision. */
const values = ['startAws', 'startS3', 'startSageMaker', 'storageContract'];
const types = [
  'AwsOptions',
  'AwsServers',
  'AwsUser',
  'ContractCase',
  'OpenDriver',
  'S3Fault',
  'S3FaultKind',
  'S3Operation',
  'S3Options',
  'S3Request',
  'S3Server',
  'S3User',
  'SageMakerContainer',
  'SageMakerDelays',
  'SageMakerFault',
  'SageMakerFaultKind',
  'SageMakerImage',
  'SageMakerJob',
  'SageMakerOperation',
  'SageMakerOptions',
  'SageMakerRequest',
  'SageMakerServer',
];

exportsOf('src/testing/index.ts', testing, { values, types });
