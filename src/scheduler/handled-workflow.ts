import type { PlanNode } from '../plan/node.ts';
import type { JobOutcome } from '../runtime/run-outcome.ts';

/** A thing that workflows wait for to come to its end. */
export interface WatchedNode {
  watchers: HandledWorkflow[] | undefined;
}

/** How far a workflow with handlers has come since its node came to its end. */
export class HandledWorkflow implements WatchedNode {
  readonly workflow: PlanNode;
  /**
   * The present stage: it waits for what is still under way below it, then for one kind of its handlers after the
   * other.
   */
  stage: 'waits' | 'onFailure' | 'finally' | 'over' = 'waits';
  /** How many things it waits for. */
  left = 0;
  /** Known once nothing is under way below it any more. */
  outcome: JobOutcome | undefined;
  watchers: HandledWorkflow[] | undefined;

  constructor(workflow: PlanNode) {
    this.workflow = workflow;
  }

  get isOver(): boolean {
    return this.stage === 'over';
  }

  /** False where there is nothing to wait for. */
  waitFor(things: readonly WatchedNode[]): boolean {
    this.left = things.length;
    for (const thing of things) (thing.watchers ??= []).push(this);
    return this.left > 0;
  }
}
