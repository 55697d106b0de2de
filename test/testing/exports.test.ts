import { exportsOf } from '../support/exports.ts';
import * as testing from '../../src/testing/index.ts';

/** What `clew/testing` gives. As in test/exports.test.ts, a name that comes or goes is a decision. */
const values = ['startS3', 'storageContract'];
const types = [
  'ContractCase',
  'OpenDriver',
  'S3Fault',
  'S3FaultKind',
  'S3Operation',
  'S3Options',
  'S3Request',
  'S3Server',
  'S3User',
];

exportsOf('src/testing/index.ts', testing, { values, types });
