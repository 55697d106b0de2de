import type { ToleratedFailures } from '../lineage/entries.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import type { RunEmitter } from './events.ts';
import type { NodeState } from './node-state.ts';
import { type Lenience, hopelessWords, toleratedFailures } from './tolerated-failures.ts';

export interface FailureParts {
  readonly stateOf: (node: PlanNode) => NodeState;
  readonly skip: (state: NodeState, reason: string) => void;
  readonly events: RunEmitter;
}

/** The effect of failures on the nodes behind them: they take their hope, or are put up with. */
export class Failures {
  /** The failures that were put up with so far. */
  readonly tolerated: ToleratedFailures[] = [];
  readonly #parts: FailureParts;

  constructor(parts: FailureParts) {
    this.#parts = parts;
  }

  readonly hopeless = (because: NodeState, edge: Edge, lenience: Lenience | undefined): void => {
    const state = this.#parts.stateOf(edge.owner);
    const reason = hopelessWords(because, lenience);
    if (state.status === undefined) {
      state.failure = because.failure;
      state.lostBy = edge;
      this.#parts.skip(state, reason);
    } else if (lenience && state.lostBy === edge) state.reason = reason;
  };

  readonly accept = (edge: Edge, lenience: Lenience): void => {
    for (const state of lenience.failed) state.tolerated = state.failure!.tolerated = true;
    const failures = toleratedFailures(edge, lenience);
    this.tolerated.push(failures);
    this.#parts.events.emit('failuresTolerated', failures);
  };
}
