import { displayParams } from '../../values/display.ts';
import { HashedSecret } from '../../values/hashed-secret.ts';
import { decode } from '../../values/special-values.ts';
import { makerOf } from '../../values/id.ts';
import { isExternalId } from '../external.ts';
import type { NodeStatus } from '../entries.ts';
import type { Store } from '../store.ts';
import type { Frame, FrameInput, Trace } from '../trace.ts';
import { noSuchId } from './resolve.ts';
import { errorOf, metricsOf } from './nodes.ts';
import { traceRows, type RunRow, type TracedInput, type TracedOutput, type TraceRow } from './trace-query.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

/** A frame as far as it is known before its place in the trace. */
interface Node {
  readonly run: RunRow;
  readonly inputs: readonly TracedInput[];
  readonly outputs: readonly TracedOutput[];
  /** The component runs that made what it read, and the one that called it, each once. */
  readonly above: ReadonlySet<string>;
  readonly metrics: { readonly name: string; readonly value: number | null }[];
  depth: number;
}

/** The way back from an output id, an artifact or a component run. */
export async function trace(store: Store, asked: string): Promise<Trace> {
  const { db, dialect } = store;
  const found = traceOf(asked, await traceRows(db, dialect, asked, false));
  if (found.frames.length > 0 || (isExternalId(asked) && (await isThere(db, asked)))) return found;
  throw await noSuchId(store, 'output id or component run', asked);
}

/** All that a run ran or found again, and what led to it; empty where nothing came to an end. */
export async function traceOfRun({ db, dialect }: Store, run: string): Promise<Trace> {
  return traceOf(run, await traceRows(db, dialect, run, true));
}

function traceOf(asked: string, rows: readonly TraceRow[]): Trace {
  const nodes = new Map<string, Node>();
  const starts: string[] = [];
  for (const row of rows) {
    if (row.part === 'run') nodes.set(row.id, nodeOf(row));
    else if (row.part === 'asked') starts.push(row.id);
  }
  for (const row of rows) {
    if (row.part === 'metric') nodes.get(row.id)!.metrics.push({ name: row.metric, value: row.value });
  }
  const edges = measureDepths(nodes, lastOf(nodes, starts));
  const places = placesIn(nodes.values());
  const frames = [...nodes.values()]
    .sort((a, b) => a.depth - b.depth || b.run.started_at - a.run.started_at || (a.run.id < b.run.id ? 1 : -1))
    .map((node) => frameOf(node, places));
  return { asked, frames, edges };
}

function nodeOf(run: RunRow): Node {
  const inputs = parseRecorded<TracedInput[]>(run.inputs ?? '[]');
  const outputs = parseRecorded<TracedOutput[]>(run.outputs ?? '[]');
  inputs.sort(([a], [b]) => a - b);
  outputs.sort(([a], [b]) => (a < b ? -1 : 1));
  const above = new Set(inputs.map(([, , artifact]) => makerOf(artifact)));
  if (run.caller !== null) above.add(run.caller);
  return { run, inputs, outputs, above, metrics: [], depth: -1 };
}

/** Gives those that none of the others has read from: what a run came to in the end. */
function lastOf(nodes: ReadonlyMap<string, Node>, starts: readonly string[]): readonly string[] {
  if (starts.length < 2) return starts;
  const read = new Set([...nodes.values()].flatMap(({ inputs }) => inputs.map(([, , artifact]) => makerOf(artifact))));
  return starts.filter((id) => !read.has(id));
}

/** Breadth first, so that the first way to a node is the shortest. */
function measureDepths(nodes: ReadonlyMap<string, Node>, starts: readonly string[]): [string, string][] {
  const edges: [string, string][] = [];
  const queue = [...starts];
  for (const id of starts) nodes.get(id)!.depth = 0;
  for (const id of queue) {
    const { above, depth } = nodes.get(id)!;
    for (const origin of above) {
      const next = nodes.get(origin);
      // From outside, or a caller that has not come to its end.
      if (!next) continue;
      edges.push([id, origin]);
      if (next.depth >= 0) continue;
      next.depth = depth + 1;
      queue.push(origin);
    }
  }
  return edges;
}

/** Where artifacts were written that lie outside of all storage layers. */
function placesIn(nodes: Iterable<Node>): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { outputs } of nodes) for (const [artifact, , at] of outputs) if (at !== null) places.set(artifact, at);
  return places;
}

/** Tags of the classes of users are of no interest here. */
const foreign = { decode: (tag: string, value: unknown) => ({ [tag]: value }) };

/** Most have no secrets, and are not read a second time. */
function hashesOf(params: string): Pick<Frame, 'hashes'> {
  if (!params.includes('"$":"secret"')) return {};
  const hashed = Object.entries(decode(params, foreign) as object).filter(([, value]) => value instanceof HashedSecret);
  return { hashes: Object.fromEntries(hashed.map(([name, value]) => [name, (value as HashedSecret).hash])) };
}

function frameOf({ run, inputs, outputs, metrics, depth }: Node, places: ReadonlyMap<string, string>): Frame {
  return {
    depth,
    componentRun: run.id,
    component: run.component,
    node: run.node,
    status: run.status as NodeStatus,
    params: displayParams(run.params),
    ...hashesOf(run.params),
    code: { digest: run.code, place: run.place },
    git: { commit: run.git_commit, dirty: run.git_dirty === null ? null : run.git_dirty === 1 },
    startedAt: new Date(run.started_at).toISOString(),
    ms: run.ended_at - run.started_at,
    inputs: inputs.map((input) => inputOf(input, places)),
    outputs: outputs.map(([artifact, name, at]) => ({ name, artifact, ...(at !== null && { at }) })),
    metrics: metricsOf(metrics),
    error: errorOf(run.error)?.message ?? null,
    owner: run.owner,
    run: run.run,
    ...(run.caller !== null && { caller: run.caller }),
  };
}

function inputOf([, name, artifact, at, digest]: TracedInput, places: ReadonlyMap<string, string>): FrameInput {
  if (isExternalId(artifact)) return { name, artifact, from: null, ...(at !== null && { at }), digest: digest! };
  const written = places.get(artifact);
  return { name, artifact, from: makerOf(artifact), ...(written !== undefined && { at: written }) };
}

async function isThere(db: Store['db'], artifact: string): Promise<boolean> {
  return (await db.selectFrom('artifact').select('id').where('id', '=', artifact).executeTakeFirst()) !== undefined;
}
