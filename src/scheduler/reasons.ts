import type { PlanNode } from '../plan/node.ts';
import type { Gone, Hit } from './lookup.ts';
import type { RunPolicy } from './options.ts';
import type { Because } from './why/because.ts';

/** Why a node runs without the record being asked; undefined where it is to be asked. */
export function whyUnasked(node: PlanNode, forced: boolean, policy: RunPolicy): Because | undefined {
  if (policy.force) return { kind: 'forced' };
  if (policy.forceFrom.has(node.task)) return { kind: 'forced-from', task: node.task };
  if (forced) return { kind: 'after-forced' };
  return node.model.note.cache ? undefined : { kind: 'cache-off' };
}

/** Why a node doesn't run. */
export function whyCached({ componentRun, run, endedAt }: Hit): Because {
  return { kind: 'cached', from: { componentRun, run, node: null, at: new Date(endedAt).toISOString() } };
}

export function whyGone({ componentRun, run, endedAt, gone }: Gone): Because {
  const comparedWith = { componentRun, run, node: null, at: new Date(endedAt).toISOString() };
  return { kind: 'artifact-gone', comparedWith, artifact: gone.name, place: gone.place };
}
