import type { JobError } from '../lineage/entries.ts';
import type { Handling, PlanNode } from '../plan/node.ts';
import type { Graph } from './graph.ts';
import { type Found, type Hit, isExpired } from './cache-lookup.ts';
import { type RunPolicy, isAskedAgain } from './run-options.ts';
import { firstLine } from './tolerated-failures.ts';
import type { Reason } from './why/reason.ts';

/** Whether a node runs again whatever the record has: it, or something before it, was forced, or it is a handler. */
export function isForced(node: PlanNode, policy: RunPolicy, graph: Pick<Graph, 'stateOf' | 'wide'>): boolean {
  const { force, forceFrom } = policy;
  if (force || forceFrom.has(node.task) || node.handling || isAskedAgain(policy, node)) return true;
  if (forceFrom.size === 0) return false;
  return node.edges.some(
    (edge) => graph.wide(edge)?.forced || edge.nodes?.some((input) => graph.stateOf(input).forced),
  );
}

/** Why a node runs without the record being asked; undefined where it is to be asked. */
export function whyUnasked(node: PlanNode, forced: boolean, policy: RunPolicy): Reason | undefined {
  if (node.handling) return whyHandles(node.handling);
  if (policy.force) return { kind: 'forced' };
  if (isAskedAgain(policy, node)) return { kind: 'asked-again', run: policy.again!.run };
  if (policy.forceFrom.has(node.task)) return { kind: 'forced-from', task: node.task };
  if (forced) return { kind: 'after-forced' };
  return node.model.note.cache ? undefined : { kind: 'cache-off' };
}

/** Why a handler runs. */
export function whyHandles({ field, workflow: { label: workflow } }: Handling): Reason {
  return field === 'finally' ? { kind: 'workflow-over', workflow } : { kind: 'workflow-failed', workflow };
}

/** Why a node doesn't run. */
export function whyCached({ componentRun, run, endedAt }: Hit): Reason {
  return { kind: 'cached', from: { componentRun, run, node: null, at: new Date(endedAt).toISOString() } };
}

/** Why what was found can't be taken; undefined where nothing was. */
export function whyNot(found: Found | undefined, node: PlanNode): Reason | undefined {
  if (!found) return undefined;
  const { componentRun, run, endedAt } = found;
  const comparedWith = { componentRun, run, node: null, at: new Date(endedAt).toISOString() };
  if (isExpired(found, node)) return { kind: 'expired', comparedWith, keptFor: node.model.note.cacheFor! };
  if ('changes' in found) {
    return { kind: 'changed', comparedWith, code: null, params: [], inputs: [], dependencies: found.changes };
  }
  return found.source === null
    ? { kind: 'artifact-gone', comparedWith, artifact: found.gone.name, place: found.gone.place }
    : undefined;
}

/** Why there is another attempt: what the one before it fell over. */
export function whyAgain(attempt: number, error: JobError, node: string): string {
  return `attempt ${attempt - 1} failed: ${firstLine(error, node)}`;
}
