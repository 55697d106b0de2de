import type { ToleratedFailures } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import { stoppedBy } from './errors.ts';
import type { Graph } from './graph.ts';
import { type RunReport, addCounts, countNodes } from './report.ts';

/** How a run stands. */
export interface Standing {
  readonly run: string;
  readonly graph: Pick<Graph, 'states' | 'over' | 'stateOf'>;
  readonly target: PlanNode;
  readonly tolerated: readonly ToleratedFailures[];
  /** The caller's: whether it was aborted, and what for. */
  readonly signal: AbortSignal;
  /** Nothing is left to do, not even for handlers. */
  readonly isOver: boolean;
  readonly ms: number;
}

/** Reports what has become of every node so far. */
export function reportOf({ run, graph, target, tolerated, signal, isOver, ms }: Standing): RunReport {
  const { states, over } = graph;
  const nodes = states.map((state) => state.report());
  const counts = addCounts(countNodes(nodes), over);
  const { done, failure } = graph.stateOf(target);
  const broken = states.find((state) => state.node.handling && state.status !== undefined && !state.done);
  const blamed = failure ?? broken;
  const isWhole = done && isOver;
  const stopped = isWhole ? undefined : stoppedBy(signal);
  const isCancelled = !isWhole && signal.aborted && !stopped;
  return {
    run,
    status: isCancelled ? 'cancelled' : done && !broken && !stopped ? 'succeeded' : 'failed',
    stopped: stopped?.message ?? null,
    target: graph.stateOf(target).report(),
    blame: blamed?.report() ?? null,
    tolerated,
    nodes,
    unlisted: over.total,
    counts,
    ms,
  };
}

/** Tells what the run failed for, as half a sentence; null where that is no node. */
export function blameWords({ blame }: RunReport): string | null {
  if (!blame) return null;
  const { node, status, error, reason } = blame;
  const why = (error?.message ?? reason).replace(/\.$/, '');
  const { field, workflow } = node.handling ?? {};
  const role = field && `, which runs when ${workflow!.label} ${field === 'finally' ? 'is over' : 'has failed'},`;
  return `${node.label}${role ?? ''} ${status === 'skipped' ? 'was skipped' : 'failed'}: ${why}`;
}
