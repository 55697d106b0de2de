import type { JobError } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import { formatAge, formatDuration, formatExact } from '../values/duration.ts';
import type { Hit } from './lookup.ts';
import type { RunPolicy } from './options.ts';

/** Why a node runs, in words; `expired` is a result that was there and is too old. */
export function whyRun(node: PlanNode, forced: boolean, policy: RunPolicy, expired?: Hit, now = Date.now()): string {
  if (policy.force) return 'forced';
  if (policy.forceFrom.has(node.task)) return `forced from ${node.task}`;
  if (forced) return 'comes after a forced task';
  if (!node.model.note.cache) return 'its cache is off';
  const { cacheFor } = node.model.note;
  if (expired && cacheFor !== undefined)
    return `expired: made ${formatAge(now - expired.endedAt)} ago, kept for ${formatExact(cacheFor)}`;
  return 'nothing recorded has this code, these parameters and these inputs';
}

/** Why a node doesn't run. */
export function whyCached(hit: Hit, now: number): string {
  return `same code, parameters and inputs as ${hit.componentRun}, ${formatDuration(Math.max(0, now - hit.endedAt))} ago`;
}

const longest = 200;

/** Why there is another attempt: what the one before it fell over. */
export function whyAgain(attempt: number, { message }: JobError): string {
  const line = message.split('\n', 1)[0]!;
  return `attempt ${attempt - 1} failed: ${line.length > longest ? `${line.slice(0, longest)}…` : line}`;
}
