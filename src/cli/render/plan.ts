import type { LimitNeed } from '../../authoring/limit-options.ts';
import type { PlanNode } from '../../plan/node.ts';
import { displayParams } from '../../values/display.ts';
import { shownParams } from '../../plan/identity.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import { bold, dim, green } from '../terminal.ts';
import { table } from './table.ts';

const maxNodes = 500;

export function planText(nodes: readonly PlannedNode[], target: string): string {
  const rows = inOrder(nodes)
    .slice(0, maxNodes)
    .map(({ node, action, reason, grows }) => [
      action === 'run' ? green('run') : dim(action === 'cached' ? action : 'on failure'),
      node.label,
      dim(reason + takes(node, action) + (grows.length > 0 ? `; ${grows.join(', ')} will be known then` : '')),
    ]);
  const { run: runs, cached } = countActions(nodes);
  const more = nodes.length > maxNodes ? [dim(`… and ${nodes.length - maxNodes} more nodes; --json has them all`)] : [];
  const sum = runs === 0 ? 'There is nothing to do' : `${runs} to run`;
  return [table(rows), ...more, `${bold(target)}: ${sum}, ${cached} cached. Nothing was run.`].join('\n');
}

/** Tells what a node will take of limits. */
function takes({ model: { note } }: PlanNode, action: PlannedNode['action']): string {
  if (action === 'cached' || !note.limits) return '';
  return `; takes ${note.limits.map(({ name, units }) => `${units} ${name}`).join(', ')}`;
}

/** Inputs before what needs them, as a run would go; also where several nodes ask for the same one. */
function inOrder(nodes: readonly PlannedNode[]): PlannedNode[] {
  const plans = new Map(nodes.map((planned) => [planned.node, planned]));
  const entered = new Set<PlanNode>();
  const ordered = new Set<PlannedNode>();
  const stack = nodes.map(({ node }) => node).toReversed();
  // A chain may be deeper than calls can go: a node stays on the stack until its inputs are done.
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (entered.has(node)) ordered.add(plans.get(stack.pop()!)!);
    else {
      entered.add(node);
      const inputs = node.edges
        .flatMap((edge) => edge.nodes ?? [])
        .filter((one) => plans.has(one) && !entered.has(one));
      for (const input of inputs.toReversed()) stack.push(input);
    }
  }
  return [...ordered];
}

const byName = (needs: readonly LimitNeed[]): Readonly<Record<string, number>> =>
  Object.fromEntries(needs.map(({ name, units }) => [name, units]));

function countActions(nodes: readonly PlannedNode[]): Record<PlannedNode['action'], number> {
  const counts = { run: 0, cached: 0, 'on-failure': 0 };
  for (const { action } of nodes) counts[action] += 1;
  return counts;
}

export function planDocument(nodes: readonly PlannedNode[], target: string): object {
  const { run, cached, 'on-failure': onFailure } = countActions(nodes);
  return {
    target,
    dryRun: true,
    counts: { total: run + cached, run, cached, ...(onFailure > 0 && { onFailure }) },
    nodes: nodes.map(({ node, action, reason, because, grows }) => ({
      node: node.label,
      task: node.task,
      params: displayParams(shownParams(node)),
      action,
      reason,
      because,
      grows,
      ...(node.model.note.limits && { limits: byName(node.model.note.limits) }),
    })),
  };
}
