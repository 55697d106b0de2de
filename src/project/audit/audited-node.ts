import type { JobInput } from '../../runtime/job.ts';
import type { CachedNode } from '../../scheduler/dry-run.ts';
import { NotInItsModule } from '../errors.ts';
import { checkFindable } from '../isolation.ts';

/** A node that would be found again and can be executed. */
export interface AuditedNode extends CachedNode {
  readonly inputs: readonly JobInput[];
}

/** Gives in words why a node can't be executed in a process of its own; undefined where it can. */
export function whyNotAuditable(cached: CachedNode): string | undefined {
  if (typeof cached.inputs === 'string') return `${cached.inputs} has to run before, and is not found again.`;
  try {
    // Another process finds it by its module's exports.
    checkFindable(cached.node.model.note, 'in isolation');
    return undefined;
  } catch (error) {
    if (error instanceof NotInItsModule) return error.message;
    throw error;
  }
}

export const isAuditable = (cached: CachedNode): cached is AuditedNode => whyNotAuditable(cached) === undefined;
