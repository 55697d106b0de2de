import type { Edge, PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { Graph } from './graph.ts';
import { grow } from './grow.ts';
import { type Lookup, serves } from './lookup.ts';
import type { RunPolicy } from './options.ts';
import { whyCached, whyNot, whyUnasked } from './reasons.ts';
import { type NodeState, jobInput } from './state.ts';
import type { Because } from './why/because.ts';
import type { Historian } from './why/historian.ts';
import { wordsOf } from './why/words.ts';

/** What a run would do with one node, and why. */
export interface PlannedNode {
  readonly node: PlanNode;
  readonly action: 'run' | 'cached';
  readonly reason: string;
  readonly because: Because;
  /** Inputs whose nodes are not known before their data is there. */
  readonly grows: readonly string[];
}

export interface DryRunParts {
  readonly plan: Plan;
  readonly lookup: Lookup;
  /** Made here, because it asks who made what a node gives. */
  readonly historian: (madeBy: (node: PlanNode) => string | null) => Historian;
  readonly artifacts: Artifacts;
  readonly policy: RunPolicy;
}

/** Walks a plan as a run would, by the same lookup, and starts nothing. */
export async function dryRun({
  plan,
  lookup,
  historian: startHistorian,
  artifacts,
  policy,
}: DryRunParts): Promise<PlannedNode[]> {
  const ready: NodeState[] = [];
  const growable: NodeState[] = [];
  const graph = new Graph({
    ready: (state) => ready.push(state),
    growable: (state) => growable.push(state),
    hopeless: () => undefined,
  });
  const statesOf = (edges: readonly Edge[]): NodeState[] =>
    edges.flatMap((edge) => edge.nodes ?? []).map(graph.stateOf);
  const inputsOf = ({ node }: NodeState): NodeState[] => statesOf(node.edges);

  const historian = startHistorian((node) => graph.stateOf(node).componentRun);

  const decideByRecord = async (state: NodeState): Promise<Because> => {
    const { node } = state;
    const edges = node.edges.filter(({ note }) => note.significant);
    const unmade = statesOf(edges).find(({ source }) => source === null);
    if (unmade) return historian.whyAwaits(node, unmade.node);
    const inputs = edges.map((edge) => jobInput(edge, graph.stateOf));
    const identity = lookup.identity(node, inputs);
    const found = await lookup.find(identity);
    if (!serves(found, node)) return whyNot(found, node) ?? historian.whyMissed({ node, inputs, identity });
    state.status = 'cached';
    state.source = found.source;
    state.componentRun = found.componentRun;
    return whyCached(found);
  };

  const decide = async (state: NodeState): Promise<void> => {
    const { node } = state;
    const forcedInput = policy.forceFrom.size > 0 && inputsOf(state).some(({ forced }) => forced);
    state.forced = policy.force || policy.forceFrom.has(node.task) || forcedInput;
    state.status = 'ran';
    state.because = whyUnasked(node, state.forced, policy) ?? (await decideByRecord(state));
    state.reason = wordsOf(state.because);
    graph.settle(state);
  };

  graph.add(plan.nodes);
  for (;;) {
    const batch = ready.splice(0, 512);
    if (batch.length > 0) {
      await Promise.all(batch.map(decide));
      continue;
    }
    const state = growable.shift();
    if (!state) break;
    const isMade = (field: string): boolean =>
      statesOf(state.node.edges.filter(({ note }) => note.field === field)).every(({ source }) => source !== null);
    await grow(state, { plan, graph, artifacts, isMade, add: (nodes) => graph.add(nodes) });
  }
  return graph.states.map((state) => planned(state));
}

function planned({ node, status, reason, because }: NodeState): PlannedNode {
  const waiting = node.edges.filter(({ nodes }) => !nodes);
  const grows = waiting.map(({ note }) => note.field);
  if (status !== undefined && because) {
    return { node, action: status === 'cached' ? 'cached' : 'run', reason, because, grows };
  }
  const unknown: Because = { kind: 'input-unknown', fields: grows, waitsFor: waiting[0]?.waitsFor ?? null };
  return { node, action: 'run', reason: wordsOf(unknown), because: unknown, grows };
}
