import type { Edge, PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import { Graph } from './graph.ts';
import { grow } from './grow.ts';
import { type Lookup, isExpired } from './lookup.ts';
import type { RunPolicy } from './options.ts';
import { whyCached, whyRun } from './reasons.ts';
import { type NodeState, jobInput } from './state.ts';

/** What a run would do with one node, and why. */
export interface PlannedNode {
  readonly node: PlanNode;
  readonly action: 'run' | 'cached';
  readonly reason: string;
  /** Inputs whose nodes are not known before their data is there. */
  readonly grows: readonly string[];
}

export interface DryRunParts {
  readonly plan: Plan;
  readonly lookup: Lookup;
  readonly artifacts: Artifacts;
  readonly policy: RunPolicy;
}

/** Walks a plan as a run would, by the same lookup, and starts nothing. */
export async function dryRun({ plan, lookup, artifacts, policy }: DryRunParts): Promise<PlannedNode[]> {
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
  /** Those that the identity hangs on. */
  const decisive = ({ node }: NodeState): NodeState[] => statesOf(node.edges.filter(({ note }) => note.significant));

  const decide = async (state: NodeState): Promise<void> => {
    const { node } = state;
    const forcedInput = policy.forceFrom.size > 0 && inputsOf(state).some(({ forced }) => forced);
    state.forced = policy.force || policy.forceFrom.has(node.task) || forcedInput;
    state.status = 'ran';
    const unmade = decisive(state).find(({ source }) => source === null);
    if (unmade) {
      state.reason = `needs what ${unmade.node.label} gives, which runs`;
    } else if (state.forced || !node.model.note.cache) {
      state.reason = whyRun(node, state.forced, policy);
    } else {
      const inputs = node.edges.map((edge) => jobInput(edge, graph.stateOf));
      const hit = await lookup.find(lookup.identity(node, inputs));
      const serves = hit && !isExpired(hit, node);
      state.reason = serves ? whyCached(hit, Date.now()) : whyRun(node, false, policy, hit);
      if (serves) state.status = 'cached';
      state.source = serves ? hit.source : null;
    }
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
    const known = graph
      .growable(state)
      .every((field) => state.node.edges.find(({ note }) => note.field === field)!.nodes!.every(isMade));
    if (known) await grow(state, { plan, graph, artifacts, add: (nodes) => graph.add(nodes) });
  }
  return graph.states.map((state) => planned(state));

  function isMade(node: PlanNode): boolean {
    return graph.stateOf(node).source !== null;
  }
}

function planned({ node, status, reason }: NodeState): PlannedNode {
  const waiting = node.edges.filter(({ nodes }) => !nodes);
  const grows = waiting.map(({ note }) => note.field);
  if (status !== undefined) return { node, action: status === 'cached' ? 'cached' : 'run', reason, grows };
  const why =
    waiting.length > 0
      ? `${grows.join(', ')} depends on ${waiting[0]!.waitsFor}, which is not there yet`
      : 'needs something that is not known yet';
  return { node, action: 'run', reason: why, grows };
}
