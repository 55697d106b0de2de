import type { Edge, PlanNode } from '../plan/node.ts';
import type { JobInput } from '../runtime/job.ts';
import type { NodeState } from './node-state.ts';
import type { WindowedEdge } from './windowed-edge.ts';

/** The artifacts behind an edge whose nodes are all over, but for the ones that it does without. */
export function jobInput(
  edge: Edge,
  graph: { stateOf(node: PlanNode): NodeState; wide(edge: Edge): WindowedEdge | undefined },
): JobInput {
  const { field, mode, artifact: handle } = edge.note;
  const wide = graph.wide(edge);
  if (wide) return { field, mode, handle, sources: [], makers: wide.makers };
  const states = edge.nodes!.map(graph.stateOf);
  const given = edge.note.tolerate ? states.filter(({ done }) => done) : states;
  return { field, mode, handle, sources: given.map(({ source }) => source!) };
}
