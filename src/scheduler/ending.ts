import type { PlanNode } from '../plan/node.ts';
import type { JobOutcome } from '../runtime/outcome.ts';

/** What waits for something to come to its end. */
export interface Watched {
  watchers: Ending[] | undefined;
}

/** How far a workflow with handlers has come since its node came to its end. */
export class Ending implements Watched {
  readonly workflow: PlanNode;
  /** What it does now: it waits for what is still under way below it, then for one kind of its handlers after the other. */
  stage: 'waits' | 'onFailure' | 'finally' | 'over' = 'waits';
  /** How many things it waits for. */
  left = 0;
  /** Known once nothing is under way below it any more. */
  outcome: JobOutcome | undefined;
  watchers: Ending[] | undefined;

  constructor(workflow: PlanNode) {
    this.workflow = workflow;
  }

  get isOver(): boolean {
    return this.stage === 'over';
  }

  /** False where there is nothing to wait for. */
  waitFor(things: readonly Watched[]): boolean {
    this.left = things.length;
    for (const thing of things) (thing.watchers ??= []).push(this);
    return this.left > 0;
  }
}
