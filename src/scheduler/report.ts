import type { Counts, JobError, NodeStatus, RunEnd, ToleratedFailures } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import type { JobSource } from '../runtime/job.ts';
import type { Reason } from './why/reason.ts';

/** The outcome of one node. */
export interface NodeReport {
  readonly node: PlanNode;
  readonly status: NodeStatus;
  readonly reason: string;
  /** Why it ran or was found; null for what was skipped. */
  readonly because: Reason | null;
  readonly attempts: number;
  readonly ms: number;
  /** The last component run that was recorded for it; null for what was skipped. */
  readonly componentRun: string | null;
  readonly error: JobError | null;
  /** Its artifacts, where it has some. */
  readonly source: JobSource | null;
  /** It failed, or was skipped for a failure, and an input that it was for went on without it. */
  readonly tolerated: boolean;
}

/** The outcome of a run. */
export interface RunReport {
  readonly run: string;
  readonly status: RunEnd['status'];
  /** The reason why a failed run ended before its time, where no task of it is to blame. */
  readonly stopped: string | null;
  readonly target: NodeReport;
  /** The failed node that the run failed for, or the handler that did not do its work. */
  readonly blame: NodeReport | null;
  readonly tolerated: readonly ToleratedFailures[];
  readonly nodes: readonly NodeReport[];
  /** How many more there were: of very long lists, those that succeeded are counted only. */
  readonly unlisted: number;
  readonly counts: Counts;
  readonly ms: number;
}

export function countNodes(nodes: Iterable<{ readonly status: NodeStatus }>): Counts {
  const counts = { total: 0, ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { status } of nodes) {
    counts.total += 1;
    counts[status] += 1;
  }
  return counts;
}

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    total: one.total + other.total,
    ran: one.ran + other.ran,
    cached: one.cached + other.cached,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    cancelled: one.cancelled + other.cancelled,
  };
}
