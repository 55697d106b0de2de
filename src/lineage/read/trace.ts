import { displayParams } from '../../values/display.ts';
import { clean } from '../clean.ts';
import { isOutsideId, outside } from '../outside.ts';
import type { NodeStatus } from '../entries.ts';
import type { Store } from '../store.ts';
import type { Frame, FrameInput, Trace } from '../trace.ts';
import { errorOf, metricsOf } from './nodes.ts';
import { traceRows, type PartRow, type RunRow, type TraceRow } from './trace-query.ts';

type Node = { readonly run: RunRow; readonly parts: { [Part in PartRow['part']]: PartRow[] }; depth: number };

/** The way back from an output id, an artifact or a component run; undefined where nothing is called that. */
export async function trace({ db, dialect }: Store, asked: string): Promise<Trace | undefined> {
  const found = traceOf(asked, await traceRows(db, dialect, clean(asked), false));
  if (found.frames.length > 0 || (isOutsideId(asked) && (await isThere(db, asked)))) return found;
  return undefined;
}

/** All that a run ran or found again, and what led to it; empty where nothing came to an end. */
export async function traceOfRun({ db, dialect }: Store, run: string): Promise<Trace> {
  return traceOf(run, await traceRows(db, dialect, clean(run), true));
}

function traceOf(asked: string, rows: readonly TraceRow[]): Trace {
  const nodes = new Map<string, Node>();
  for (const row of rows) {
    if (row.part === 'run')
      nodes.set(row.id, { run: row, parts: { input: [], output: [], metric: [], caller: [] }, depth: -1 });
  }
  for (const row of rows) {
    if (row.part !== 'run' && row.part !== 'asked') nodes.get(row.id)!.parts[row.part].push(row);
  }
  for (const { parts } of nodes.values()) {
    parts.input.sort((a, b) => a.position - b.position);
    parts.output.sort((a, b) => (a.artifact < b.artifact ? -1 : 1));
  }
  const starts = rows.flatMap(({ part, id }) => (part === 'asked' ? [id] : []));
  const edges = measureDepths(nodes, lastOf(nodes, starts));
  const frames = [...nodes.values()]
    .sort((a, b) => a.depth - b.depth || b.run.started_at - a.run.started_at || (a.run.id < b.run.id ? 1 : -1))
    .map(frameOf);
  return { asked, frames, edges };
}

/** Those that none of the others has read from: what a run came to in the end. */
function lastOf(nodes: ReadonlyMap<string, Node>, starts: readonly string[]): readonly string[] {
  if (starts.length < 2) return starts;
  const read = new Set([...nodes.values()].flatMap(({ parts }) => parts.input.map(({ origin }) => origin)));
  return starts.filter((id) => !read.has(id));
}

/** Breadth first, so that the first way to a node is the shortest. */
function measureDepths(nodes: ReadonlyMap<string, Node>, starts: readonly string[]): [string, string][] {
  const edges: [string, string][] = [];
  const queue = [...starts];
  for (const id of starts) nodes.get(id)!.depth = 0;
  for (const id of queue) {
    const { parts, depth } = nodes.get(id)!;
    for (const origin of new Set([...parts.input, ...parts.caller].map((part) => part.origin))) {
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

function frameOf({ run, parts, depth }: Node): Frame {
  return {
    depth,
    componentRun: run.id,
    component: run.component,
    node: run.node,
    status: run.status as NodeStatus,
    params: displayParams(run.params),
    code: { digest: run.code, place: run.place },
    git: { commit: run.git_commit, dirty: run.git_dirty === null ? null : run.git_dirty === 1 },
    startedAt: new Date(run.started_at).toISOString(),
    ms: run.ended_at - run.started_at,
    inputs: parts.input.map(inputOf),
    outputs: parts.output.map(({ name, artifact, at }) => ({ name, artifact, ...(at !== null && { at }) })),
    metrics: metricsOf(parts.metric),
    error: errorOf(run.error)?.message ?? null,
    owner: run.owner,
    run: run.run,
    ...(parts.caller[0] && { caller: parts.caller[0].origin }),
  };
}

function inputOf({ name, artifact, origin, at, digest }: PartRow): FrameInput {
  const place = at === null ? {} : { at };
  if (origin !== outside.componentRun) return { name, artifact, from: origin, ...place };
  return { name, artifact, from: null, ...place, ...(digest !== null && { digest }) };
}

async function isThere(db: Store['db'], artifact: string): Promise<boolean> {
  return (await db.selectFrom('artifact').select('id').where('id', '=', artifact).executeTakeFirst()) !== undefined;
}
