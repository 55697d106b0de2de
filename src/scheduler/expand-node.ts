import type { PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import { type Made, readInput } from '../runtime/inputs.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { Graph } from './graph.ts';
import { jobInput } from './job-input.ts';
import type { NodeState } from './node-state.ts';

export interface ExpandParts {
  readonly plan: Plan;
  readonly graph: Graph;
  readonly artifacts: Artifacts;
  readonly made: Made;
  /** Whether there is data behind a field whose nodes have all been dealt with: a dry run makes none. */
  readonly isMade?: (field: string) => boolean;
  /** Takes in what came up. */
  readonly add: (nodes: readonly PlanNode[]) => void;
}

/**
 * Reads the data that a node's mappings ask for and expands its edges, until nothing more can be expanded yet.
 * The task itself is not started for this.
 */
export async function expandNode(state: NodeState, parts: ExpandParts): Promise<void> {
  const { plan, graph, artifacts, made, add, isMade = () => true } = parts;
  if (state.expanding) return;
  state.expanding = true;
  const seen = (state.seen ??= new Map());
  try {
    for (;;) {
      const fields = graph.expandable(state).filter(isMade);
      if (fields.length === 0 || state.status !== undefined) return;
      for (const edge of state.node.edges) {
        const { field } = edge.note;
        if (!fields.includes(field) || seen.has(field)) continue;
        // Mappings see what run() will see.
        seen.set(field, await readInput(jobInput(edge, graph), artifacts, made));
      }
      // Something else may have ended it while the data was read.
      if (state.status !== undefined) return;
      add(plan.expand(state.node, seen, graph.isOver));
      for (const edge of state.node.edges) graph.open(edge);
    }
  } finally {
    state.expanding = false;
  }
}
