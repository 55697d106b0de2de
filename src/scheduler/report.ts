import type { Counts, JobError, NodeStatus, RunEnd, ToleratedFailures } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import type { JobSource } from '../runtime/job.ts';
import { stoppedBy } from './errors.ts';
import type { NodeState } from './state.ts';
import type { Because } from './why/because.ts';

/** What became of one node. */
export interface NodeReport {
  readonly node: PlanNode;
  readonly status: NodeStatus;
  readonly reason: string;
  /** Why it ran or was found; null for what was skipped. */
  readonly because: Because | null;
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

/** What became of a run. */
export interface RunReport {
  readonly run: string;
  readonly status: RunEnd['status'];
  /** What ended a failed run before its time, where no task of it is to blame. */
  readonly stopped: string | null;
  readonly target: NodeReport;
  /** The failed node that the run failed for, or the handler that did not do its work. */
  readonly blame: NodeReport | null;
  readonly tolerated: readonly ToleratedFailures[];
  readonly nodes: readonly NodeReport[];
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

export interface Standing {
  readonly run: string;
  readonly states: readonly NodeState[];
  readonly target: PlanNode;
  readonly tolerated: readonly ToleratedFailures[];
  /** The caller's: whether it was aborted, and what for. */
  readonly signal: AbortSignal;
  readonly ms: number;
}

/** What has become of every node so far. */
export function reportOf({ run, states, target: { index }, tolerated, signal, ms }: Standing): RunReport {
  const nodes = states.map((state) => state.report());
  const counts = countNodes(nodes);
  const { done, failure } = states[index]!;
  const broken = states.find((state) => state.node.handling && state.status !== undefined && !state.done);
  const blamed = failure ?? broken;
  const blame = blamed ? nodes[blamed.node.index]! : null;
  const stopped = done ? undefined : stoppedBy(signal);
  const isCancelled = !done && signal.aborted && !stopped;
  const status = isCancelled ? 'cancelled' : done && !broken ? 'succeeded' : 'failed';
  return { run, status, stopped: stopped?.message ?? null, target: nodes[index]!, blame, tolerated, nodes, counts, ms };
}

/** What the run failed for, as half a sentence; null where that is no node. */
export function blameWords({ blame }: RunReport): string | null {
  if (!blame) return null;
  const { node, status, error, reason } = blame;
  const why = (error?.message ?? reason).replace(/\.$/, '');
  const { field, workflow } = node.handling ?? {};
  const role = field && `, which runs when ${workflow!.label} ${field === 'finally' ? 'is over' : 'has failed'},`;
  return `${node.label}${role ?? ''} ${status === 'skipped' ? 'was skipped' : 'failed'}: ${why}`;
}
