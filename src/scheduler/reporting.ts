import type { ToleratedFailures } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import { stoppedBy } from './errors.ts';
import { type RunReport, countNodes } from './report.ts';
import type { NodeState } from './state.ts';

/** How a run stands. */
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
