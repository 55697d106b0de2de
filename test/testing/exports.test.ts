import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
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

const source = readFileSync(new URL('../../src/testing/index.ts', import.meta.url), 'utf8');

function named(pattern: RegExp): string[] {
  return Array.from(source.matchAll(pattern), (match) => match[1]!.split(',').map((name) => name.trim()))
    .flat()
    .filter((name) => name !== '')
    .toSorted();
}

it('the values that there are', () => {
  expect(Object.keys(testing).toSorted()).toEqual(values);
  expect(named(/^export \{([^}]*)\}/gm)).toEqual(values);
});

it('the types that there are', () => {
  expect(named(/^export type \{([^}]*)\}/gm)).toEqual(types);
});

it('named exports only, each by its own name', () => {
  expect(source).not.toMatch(/export \*|export default| as /);
});
