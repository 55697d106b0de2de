import type { PlanNode } from './node.ts';

interface Step {
  readonly node: PlanNode;
  readonly inputs: readonly PlanNode[];
  next: number;
}

const step = (node: PlanNode): Step => ({
  node,
  inputs: node.edges.length === 1 ? (node.edges[0]!.nodes ?? []) : node.edges.flatMap((edge) => edge.nodes ?? []),
  next: 0,
});

/** The nodes of a cycle that can be reached from here, its first one again at the end. What is done can't wait for anyone. */
export function findCycle(starts: readonly PlanNode[], isDone: (node: PlanNode) => boolean): PlanNode[] | undefined {
  const seen = new Set<PlanNode>();
  const onTheWay = new Set<PlanNode>();
  for (const start of starts) {
    const stack: Step[] = seen.has(start) ? [] : [step(start)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (top.next === 0) {
        seen.add(top.node);
        onTheWay.add(top.node);
      }
      const input = top.inputs[top.next++];
      if (!input) {
        onTheWay.delete(top.node);
        stack.pop();
      } else if (onTheWay.has(input)) {
        const way = stack.map(({ node }) => node);
        return [...way.slice(way.indexOf(input)), input];
      } else if (!seen.has(input) && !isDone(input)) stack.push(step(input));
    }
  }
  return undefined;
}
