import { hostname } from 'node:os';
import { digestOf } from '../../../src/values/digest.ts';
import { encode } from '../../../src/values/encode.ts';
import type { ArtifactRef } from '../../../src/storage/ref.ts';
import type { ComponentRunEntry, Counts, JobError, ProcessInfo, RunStart } from '../../../src/lineage/entries.ts';

export const day = Date.UTC(2026, 10, 1);

export const thisProcess: ProcessInfo = {
  id: 'proc-1',
  host: hostname(),
  pid: process.pid,
  user: 'ana',
  cwd: '/home/ana/downtime',
  clewVersion: '0.1.0',
  nodeVersion: process.version,
  gitCommit: '4f2a9c1',
  gitDirty: true,
};

/** A run of `Train`, which reads what `Load` made. */
export function aRun(id: string, changes: Partial<RunStart> = {}): RunStart {
  return {
    id,
    target: 'Train',
    params: encode({ day: new Date(day) }),
    profile: 'local',
    command: 'run-workflow workflow.ts Train --day 2026-11-01',
    module: 'workflow.ts',
    arguments: encode({ values: { day: new Date(day) }, secrets: [] }),
    code: null,
    repeats: null,
    startedAt: day,
    process: thisProcess,
    components: [
      { name: 'Load', kind: 'task', doc: null, owner: null, modelFamily: null, taskType: null },
      { name: 'Train', kind: 'workflow', doc: 'fits', owner: '@ana', modelFamily: 'classifier', taskType: null },
    ],
    dependencies: [['Train', 'Load']],
    ...changes,
  };
}

/** The component run `cr-<name>` that made `art-<name>` from the artifacts of others. */
export function entry(
  name: string,
  from: readonly string[] = [],
  changes: Partial<ComponentRunEntry> = {},
): ComponentRunEntry {
  return {
    id: `cr-${name}`,
    component: 'Train',
    run: 'run-1',
    process: 'proc-1',
    node: `Train(${name})`,
    identity: `sha256:${name}`,
    code: null,
    place: 'workflow.ts:12',
    params: encode({ name }),
    status: 'ran',
    reason: 'never ran before',
    attempt: 1,
    cachedFrom: null,
    executor: 'local',
    startedAt: day + 1000,
    endedAt: day + 1500,
    error: null,
    metrics: {},
    inputs: from.map((other) => ({ name: 'from', artifact: `art-${other}` })),
    artifacts: [artifact(name)],
    outputIds: [],
    ...changes,
  };
}

export function artifact(name: string, changes: Partial<ArtifactRef> = {}): ArtifactRef {
  const inline = Buffer.from(JSON.stringify({ made: name }));
  const id = `art-${name}`;
  return {
    id,
    name: 'output',
    codec: 'json',
    digest: digestOf(inline),
    size: inline.length,
    layer: 'record',
    key: null,
    inline,
    blocks: null,
    ...changes,
  };
}

export const failure: JobError = {
  name: 'RangeError',
  message: 'loss is NaN\0 at epoch 3',
  stack: 'RangeError: loss is NaN\n    at fit (train.ts:9:3)',
  code: null,
  next: null,
  at: { file: 'train.ts', line: 9, column: 3 },
};

export const counts: Counts = { total: 2, ran: 1, cached: 1, failed: 0, skipped: 0, cancelled: 0 };

/** Output ids, for an {@link entry} that handed them out. */
export function handedOut(...ids: string[]): Pick<ComponentRunEntry, 'outputIds'> {
  return { outputIds: ids.map((id) => ({ id, label: `label of ${id}` })) };
}
