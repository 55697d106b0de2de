import type { JobError } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Found, type Hit, isExpired } from './lookup.ts';
import { type RunPolicy, isAskedAgain } from './options.ts';
import type { Because } from './why/because.ts';

/** Why a node runs without the record being asked; undefined where it is to be asked. */
export function whyUnasked(node: PlanNode, forced: boolean, policy: RunPolicy): Because | undefined {
  if (policy.force) return { kind: 'forced' };
  if (isAskedAgain(policy, node)) return { kind: 'asked-again', run: policy.again!.run };
  if (policy.forceFrom.has(node.task)) return { kind: 'forced-from', task: node.task };
  if (forced) return { kind: 'after-forced' };
  return node.model.note.cache ? undefined : { kind: 'cache-off' };
}

/** Why a node doesn't run. */
export function whyCached({ componentRun, run, endedAt }: Hit): Because {
  return { kind: 'cached', from: { componentRun, run, node: null, at: new Date(endedAt).toISOString() } };
}

/** Why what was found can't be taken; undefined where nothing was. */
export function whyNot(found: Found | undefined, node: PlanNode): Because | undefined {
  if (!found) return undefined;
  const { componentRun, run, endedAt } = found;
  const comparedWith = { componentRun, run, node: null, at: new Date(endedAt).toISOString() };
  if (isExpired(found, node)) return { kind: 'expired', comparedWith, keptFor: node.model.note.cacheFor! };
  return found.source === null
    ? { kind: 'artifact-gone', comparedWith, artifact: found.gone.name, place: found.gone.place }
    : undefined;
}

const longest = 200;

/** Why there is another attempt: what the one before it fell over. */
export function whyAgain(attempt: number, { message }: JobError): string {
  const line = message.split('\n', 1)[0]!;
  return `attempt ${attempt - 1} failed: ${line.length > longest ? `${line.slice(0, longest)}…` : line}`;
}
