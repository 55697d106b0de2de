import type { PlanNode } from '../plan/node.ts';
import { formatDuration } from '../values/duration.ts';
import type { Hit } from './lookup.ts';
import type { RunPolicy } from './options.ts';

/** Why a node runs, in words. */
export function whyRun(node: PlanNode, forced: boolean, policy: RunPolicy): string {
  if (policy.force) return 'forced';
  if (policy.forceFrom.has(node.task)) return `forced from ${node.task}`;
  if (forced) return 'comes after a forced task';
  if (!node.model.note.cache) return 'its cache is off';
  return 'nothing recorded has this code, these parameters and these inputs';
}

/** Why a node doesn't run. */
export function whyCached(hit: Hit, now: number): string {
  return `same code, parameters and inputs as ${hit.componentRun}, ${formatDuration(Math.max(0, now - hit.endedAt))} ago`;
}
