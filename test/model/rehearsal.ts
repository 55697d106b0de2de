import { isDeepStrictEqual } from 'node:util';
import type { PlannedNode } from '../../src/scheduler/dry-run.ts';
import { plain } from './actual.ts';
import { isHandler } from './build.ts';
import { type Node, type Reference, keyOf } from './reference.ts';

/** What a dry run says for sure is what must happen. Nodes that need something first may turn out either way. */
export function compareRehearsal(reference: Reference, planned: readonly PlannedNode[]): string[] {
  const expectedOf = (node: Planned): Node | undefined => {
    const task = Number(node.task.slice(node.task.lastIndexOf('T') + 1));
    return reference.nodes.get(
      keyOf(task, node.params as Record<string, number>, node.scope.params as Record<string, number>),
    );
  };
  const fails = [...reference.nodes.values()].some(({ status }) => status === 'failed');
  return planned.flatMap(({ node, action, because }) => {
    if (isHandler(node.task)) return [];
    const expected = expectedOf(node);
    const say = (what: string): string[] => [`${node.label}: the dry run says ${what}`];
    // What will fail nobody knows before: some mapping may then get no data after all.
    if (!expected) return fails ? [] : say('that it comes up');
    // Of bytes that nobody has read nobody knows that they are damaged.
    if (
      expected.status === 'skipped' ||
      expected.healing ||
      (because.kind === 'changed' && because.awaits !== undefined)
    )
      return [];
    // Nor that a forced one will be skipped, however far up, because something before it fails, and done without.
    const isDoneWithout = (one: Planned): boolean => expectedOf(one)?.status === 'skipped';
    if (because.kind === 'after-forced' && !expected.forced && forcedAbove(node, planned).some(isDoneWithout))
      return [];
    if (because.kind === 'input-runs' || because.kind === 'input-unknown') return [];
    if (action === 'cached') return expected.status === 'cached' ? [] : say('that it is cached');
    if (expected.status === 'cached') return say(`that it runs: ${because.kind}`);
    const reasons = expected.reasons(node.label);
    return reasons.some((reason) => isDeepStrictEqual(reason, plain(because)))
      ? []
      : say(`it runs because of ${JSON.stringify(plain(because))}, and not ${JSON.stringify(reasons)}`);
  });
}

type Planned = PlannedNode['node'];

/** By which nodes a node is forced, as the dry run has it. */
function forcedAbove(start: Planned, planned: readonly PlannedNode[]): Planned[] {
  const isForced = ({ because: { kind } }: PlannedNode): boolean => kind === 'after-forced' || kind === 'forced-from';
  const forced = new Set(planned.filter(isForced).map(({ node }) => node));
  const found = new Set([start]);
  for (const { edges } of found) {
    for (const { nodes = [] } of edges) for (const node of nodes) if (forced.has(node)) found.add(node);
  }
  return [...found].filter((node) => node !== start);
}
