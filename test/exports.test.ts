import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as clew from '../src/index.ts';

/** What authors may import. A name that comes or goes is a decision: change it here too, and say so in the changelog. */
const values = [
  'BytesMissing',
  'ClewError',
  'FileArtifact',
  'FolderArtifact',
  'From',
  'FromEach',
  'FromIf',
  'Param',
  'Permanent',
  'Register',
  'RunFailed',
  'RunOutcome',
  'Storage',
  'StorageLayer',
  'Table',
  'Task',
  'TaskContext',
  'TaskError',
  'UserMistake',
  'Workflow',
  'defineCodec',
  'defineComponentKind',
  'defineConfig',
  'file',
  'folder',
  'lineage',
  'run',
];
const types = [
  'About',
  'Artifact',
  'ByteRange',
  'CacheOptions',
  'CheckedResult',
  'CheckedRun',
  'Codec',
  'CodecName',
  'Codecs',
  'Component',
  'ComponentKind',
  'ComponentKindOptions',
  'ComponentRequest',
  'EachOptions',
  'Encoded',
  'FieldTypes',
  'FolderFile',
  'HandlerOptions',
  'InputOptions',
  'KindChecks',
  'KindUse',
  'Lineage',
  'LineageOptions',
  'ModelFamily',
  'OutcomeFailure',
  'Output',
  'ParamOptions',
  'ParamsOf',
  'Parts',
  'PresignOptions',
  'Pressure',
  'ReadOptions',
  'RegisterMethodOptions',
  'RegisterOptions',
  'RetryOptions',
  'RunDocument',
  'RunNode',
  'RunOptions',
  'Settings',
  'Sources',
  'StorageDriver',
  'StoreOptions',
  'TaskLogger',
  'TaskOptions',
  'Unfinished',
  'WorkflowOptions',
];

const source = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');

function named(pattern: RegExp): string[] {
  return Array.from(source.matchAll(pattern), (match) => match[1]!.split(',').map((name) => name.trim()))
    .flat()
    .filter((name) => name !== '')
    .toSorted();
}

it('the values that there are', () => {
  expect(Object.keys(clew).toSorted()).toEqual(values);
  expect(named(/^export \{([^}]*)\}/gm)).toEqual(values);
});

it('the types that there are', () => {
  expect(named(/^export type \{([^}]*)\}/gm)).toEqual(types);
});

it('named exports only, each by its own name', () => {
  expect(source).not.toMatch(/export \*|export default| as /);
});
