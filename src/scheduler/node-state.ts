import type { Claim } from '../lineage/claim.ts';
import type { JobError, NodeStatus } from '../lineage/entries.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import type { JobSource } from '../runtime/job.ts';
import type { HandledWorkflow, WatchedNode } from './handled-workflow.ts';
import type { NodeReport } from './report.ts';
import type { Reason } from './why/reason.ts';

/** How far one node has come. */
export class NodeState implements WatchedNode {
  readonly node: PlanNode;
  /** Edges that wait for data, or for a node. */
  openEdges = 0;
  status: NodeStatus | undefined;
  reason = '';
  /** Why it ran or was found; null where it never came to that. */
  because: Reason | null = null;
  attempts = 0;
  /** How long its attempts ran. */
  ms = 0;
  componentRun: string | null = null;
  error: JobError | null = null;
  source: JobSource | null = null;
  /** The failure that its own end goes back to: of itself, or of something before it. */
  failure: NodeState | undefined;
  /** It came in for a workflow's end: what stops the run does not stop it. */
  isLast = false;
  /** The progress of a workflow with handlers, from its end on. */
  ending: HandledWorkflow | undefined;
  watchers: HandledWorkflow[] | undefined;
  /** Someone who asked for it went on without it. */
  tolerated = false;
  /** The edge that took its hope. */
  lostBy: Edge | undefined;
  /** Runs again whatever the record has, because it or something before it was forced. */
  forced = false;
  /** Values that mappings have asked for, by field; let go when the last edge is expanded. */
  seen: Map<string, unknown> | undefined;
  expanding = false;
  /** The right to run it, while it does. */
  claim: Claim | undefined;
  /** How much it counts among what is claimed at a time. */
  weight = 0;
  /** Taken up: it comes to its end by itself. */
  taken = false;

  constructor(node: PlanNode) {
    this.node = node;
  }

  /** There is something for those who wait for it. */
  get done(): boolean {
    return this.status === 'ran' || this.status === 'cached';
  }

  report(): NodeReport {
    const { node, status = 'skipped', reason, because, attempts, ms, componentRun, error, source, tolerated } = this;
    return { node, status, reason, because, attempts, ms, componentRun, error, source, tolerated };
  }
}
