import { displayParams } from '../../values/display.ts';
import { shownParams } from '../../plan/identity.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import { bold, dim, green } from '../terminal.ts';
import { table } from './table.ts';

const most = 500;

/** Inputs before what needs them, as a run would go. */
export function planText(nodes: readonly PlannedNode[], target: string): string {
  const inOrder = nodes.toReversed();
  const rows = inOrder.slice(0, most).map(({ node, action, reason, grows }) => [
    action === 'run' ? green('run') : dim('cached'),
    node.label,
    dim(reason + (grows.length > 0 ? `; ${grows.join(', ')} will be known then` : '')),
  ]);
  const runs = nodes.filter(({ action }) => action === 'run').length;
  const more = nodes.length > most ? [dim(`… and ${nodes.length - most} more nodes; --json has them all`)] : [];
  const sum = runs === 0 ? 'There is nothing to do' : `${runs} to run`;
  return [table(rows), ...more, `${bold(target)}: ${sum}, ${nodes.length - runs} cached. Nothing was run.`].join('\n');
}

export function planDocument(nodes: readonly PlannedNode[], target: string): unknown {
  const runs = nodes.filter(({ action }) => action === 'run').length;
  return {
    target,
    dryRun: true,
    counts: { total: nodes.length, run: runs, cached: nodes.length - runs },
    nodes: nodes.map(({ node, action, reason, grows }) => ({
      node: node.label,
      task: node.task,
      params: displayParams(shownParams(node)),
      action,
      reason,
      grows,
    })),
  };
}
