import { join } from 'node:path';
import type { ComponentRunEntry } from '../../src/lineage/entries.ts';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord, RecordSettings } from '../../src/lineage/record.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import { digestOf } from '../../src/values/digest.ts';
import { artifactIdOf, newComponentRunId } from '../../src/values/id.ts';
import { BenchProject, median, times } from './measure.ts';

export interface TraceRow {
  readonly name: string;
  readonly frames: number;
  readonly ms: number;
}

/** A component run with one artifact. */
export function entry(inputs: readonly string[]): ComponentRunEntry & { readonly artifacts: readonly [ArtifactRef] } {
  const bytes = Buffer.from('1');
  const id = newComponentRunId();
  return {
    id,
    component: 'Step',
    run: null,
    process: 'proc-bench',
    node: 'Step',
    identity: null,
    code: null,
    place: 'graphs.ts:1',
    params: '{}',
    status: 'ran',
    reason: 'bench',
    attempt: 1,
    cachedFrom: null,
    executor: 'in-process',
    startedAt: Date.now(),
    endedAt: Date.now(),
    error: null,
    metrics: {},
    inputs: inputs.map((artifact) => ({ name: 'before', artifact })),
    artifacts: [
      {
        id: artifactIdOf(id, 0),
        name: 'output',
        codec: 'json',
        digest: digestOf(bytes),
        size: 1,
        layer: 'record',
        key: null,
        inline: bytes,
        blocks: null,
      },
    ],
    outputIds: [],
  };
}

/** Chains of a depth, until the record has so many runs; gives the last run of the last chain. */
async function chains(record: LineageRecord, depth: number, runs: number): Promise<string> {
  let last = '';
  let work: Promise<unknown>[] = [];
  for (let made = 0; made < runs;) {
    let before: string | undefined;
    for (let i = 0; i < depth && made < runs; i++, made++) {
      const step = entry(before === undefined ? [] : [before]);
      work.push(record.commit(step));
      before = step.artifacts[0].id;
      if (i === depth - 1) last = step.id;
    }
    if (work.length >= 5000) {
      await Promise.all(work);
      work = [];
    }
  }
  await Promise.all(work);
  return last;
}

/** Each level has two runs, and both read both of the level before: 2³⁰ ways, 60 runs. */
async function ladder(record: LineageRecord, levels: number): Promise<string> {
  let below: string[] = [];
  let last = '';
  for (let level = 0; level < levels; level++) {
    const pair = [entry(below), entry(below)] as const;
    await Promise.all(pair.map((one) => record.commit(one)));
    below = pair.map((one) => one.artifacts[0].id);
    last = pair[0].id;
  }
  return last;
}

async function traced(record: LineageRecord, name: string, id: string): Promise<TraceRow> {
  const rounds: number[] = [];
  let frames = 0;
  for (const _ of times(9, () => 0)) {
    const start = performance.now();
    frames = (await record.trace(id)).frames.length;
    rounds.push(performance.now() - start);
  }
  return { name, frames, ms: median(rounds) };
}

/** Traces in a record of 100 000 runs in SQLite. */
export async function tracing(): Promise<TraceRow[]> {
  using project = new BenchProject();
  return await tracingIn({ sqlite: join(project.folder, 'record.db') });
}

export async function tracingIn(settings: RecordSettings, runs = 100_000): Promise<TraceRow[]> {
  const record = await openRecord(settings);
  await begin(record);
  const deep = await chains(record, 1000, runs);
  const middle = await chains(record, 100, 100);
  const short = await chains(record, 10, 10);
  const rungs = await ladder(record, 30);
  const rows = [
    await traced(record, 'depth 10', short),
    await traced(record, 'depth 100', middle),
    await traced(record, 'depth 1 000', deep),
    await traced(record, 'ladder of 30 levels', rungs),
  ];
  await record.close();
  return rows;
}

/** The run, the process and the component that {@link entry} names. */
export async function begin(record: LineageRecord): Promise<void> {
  await record.startRun({
    id: 'run-bench',
    target: 'Step',
    params: '{}',
    profile: 'local',
    command: null,
    module: null,
    arguments: null,
    code: null,
    repeats: null,
    startedAt: Date.now(),
    process: {
      id: 'proc-bench',
      host: 'here',
      pid: 1,
      user: null,
      cwd: '/',
      clewVersion: '0',
      nodeVersion: '0',
      gitCommit: null,
      gitDirty: null,
    },
    components: [{ name: 'Step', kind: 'task', doc: null, owner: null, modelFamily: null, taskType: null }],
    dependencies: [],
  });
}
