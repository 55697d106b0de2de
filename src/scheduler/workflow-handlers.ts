import { hasHandlers } from '../plan/handling.ts';
import type { HandlerField, PlanNode } from '../plan/node.ts';
import type { JobOutcome } from '../runtime/run-outcome.ts';
import { HandledWorkflow, type WatchedNode } from './handled-workflow.ts';
import { stoppedBy } from './errors.ts';
import type { Graph } from './graph.ts';
import type { Healing } from './healing.ts';
import type { RunParts } from './run-options.ts';
import type { NodeState } from './node-state.ts';

/** A run whose workflows have handlers. */
export interface HandledRun {
  /** The number of nodes that haven't ended, including those that are being made again. */
  readonly open: number;
  readonly stopped: AbortSignal;
  readonly healing: Pick<Healing, 'standInOf' | 'isUnderWay'>;
  /** Does work that nobody awaits. */
  guard(work: Promise<void>): void;
  /** Takes in nodes; `isLast`: a halt doesn't concern them. */
  grow(nodes: readonly PlanNode[], isLast: boolean): void;
  /** Ends the run where nothing is left to do. */
  endIfOver(): void;
}

/**
 * Runs the handlers of workflows. A workflow is over when its node and everything that it asked for has come to its end:
 * `finally` must not tidy up under a task that still runs. Handlers of workflows below come first.
 */
export class WorkflowHandlers {
  readonly #parts: RunParts;
  readonly #graph: Graph;
  readonly #run: HandledRun;
  #pending = 0;
  /** Open nodes that came in for an end. */
  #last = 0;
  readonly #due: HandledWorkflow[] = [];
  /** Workflows that wait for everything that runs to stop. */
  #parked: HandledWorkflow[] = [];

  constructor(parts: RunParts, graph: Graph, run: HandledRun) {
    this.#parts = parts;
    this.#graph = graph;
    this.#run = run;
  }

  get isPending(): boolean {
    return this.#pending > 0;
  }

  /** How the workflow ended that a node is the handler of. */
  outcomeFor({ handling }: PlanNode): JobOutcome | undefined {
    return handling && this.#graph.stateOf(handling.workflow).ending!.outcome;
  }

  /** So many nodes more that a halt doesn't concern. */
  cameIn(nodes: number): void {
    this.#last += nodes;
  }

  /** A node has come to its end; those behind it may not know yet. */
  finished(state: NodeState): void {
    if (hasHandlers(state.node.model.note)) {
      this.#pending += 1;
      state.ending = new HandledWorkflow(state.node);
      this.#goOn(state.ending);
    }
    this.left(state);
  }

  /**
   * Notes that a node is no longer under way. For one that stood in for another to make something again, that is all.
   */
  left(state: NodeState): void {
    if (state.isLast) this.#last -= 1;
    this.#release(state);
    if (this.#parked.length > 0 && this.#isQuiet) for (const ending of this.#parked.splice(0)) this.#goOn(ending);
  }

  /** Says which handlers a halt finds at work: it doesn't concern them. */
  underWay(): void {
    if (this.#last === 0 || !this.#isHalted) return;
    const working = this.#graph.states.filter(
      ({ isLast, status, node }) => isLast && status === undefined && node.handling,
    );
    this.#parts.events.emit('finishing', { nodes: working.map(({ node }) => node.label) });
  }

  get #isQuiet(): boolean {
    return this.#run.open === this.#last;
  }

  get #isHalted(): boolean {
    return this.#run.stopped.aborted;
  }

  #release(thing: WatchedNode): void {
    const { watchers } = thing;
    thing.watchers = undefined;
    for (const ending of watchers ?? []) if (--ending.left === 0) this.#goOn(ending);
  }

  #goOn(ending: HandledWorkflow): void {
    if (this.#due.push(ending) > 1) return;
    this.#run.guard(this.#advanceAll());
  }

  /** In a moment, when no node is on the way to its end. */
  async #advanceAll(): Promise<void> {
    await undefined;
    for (const due of this.#due.splice(0)) this.#advance(due);
  }

  #advance(ending: HandledWorkflow): void {
    if (this.#isHalted && !this.#isQuiet) return void this.#parked.push(ending);
    if (ending.stage === 'waits') {
      const state = this.#graph.stateOf(ending.workflow);
      const { open, failed } = this.#below(state);
      if (ending.waitFor(open)) return this.underWay();
      ending.outcome = this.#outcomeOf(state, failed);
      ending.stage = 'onFailure';
      if (ending.outcome.status === 'failed' && this.#start(ending)) return;
    }
    if (ending.stage === 'onFailure') {
      ending.stage = 'finally';
      if (this.#start(ending)) return;
    }
    ending.stage = 'over';
    this.#pending -= 1;
    this.#release(ending);
    if (this.#pending === 0) this.#run.endIfOver();
  }

  /** False where there is nothing to wait for. */
  #start(ending: HandledWorkflow): boolean {
    const { plan, events } = this.#parts;
    const { workflow } = ending;
    const field = ending.stage as HandlerField;
    if (workflow.model.note[field].length === 0) return false;
    const { handlers, added } = plan.handle(workflow, field, this.#graph.isOver);
    if (this.#isHalted) events.emit('finishing', { nodes: handlers.map(({ label }) => label) });
    this.#run.grow(added, true);
    return ending.waitFor(handlers.map(this.#graph.stateOf).filter(({ status }) => status === undefined));
  }

  /** Finds what is still under way for a workflow, and what of it has failed. */
  #below(state: NodeState): { open: WatchedNode[]; failed: NodeState[] } {
    const { healing } = this.#run;
    const found = { open: [] as WatchedNode[], failed: state.status === 'failed' ? [state] : [] };
    // Below a done node all is done, except what was tolerated or is made again, and the ends of other workflows.
    if (state.done && !this.#graph.hasGaps && this.#pending === 1 && !healing.isUnderWay) return found;
    const seen = new Set([state]);
    // A set hands out what is added while it is walked.
    for (const one of seen) {
      for (const { nodes } of one.node.edges) for (const input of nodes ?? []) seen.add(this.#graph.stateOf(input));
      const standIn = healing.standInOf(one);
      if (standIn) found.open.push(standIn);
      if (one === state) continue;
      if (one.status === undefined) found.open.push(one);
      else if (one.ending && !one.ending.isOver) found.open.push(one.ending);
      if (one.status === 'failed') found.failed.push(one);
    }
    return found;
  }

  #outcomeOf(state: NodeState, failed: readonly NodeState[]): JobOutcome {
    const { run, signal } = this.#parts;
    const stopped = state.done ? undefined : stoppedBy(signal);
    const isCancelled = signal.aborted && !stopped;
    const status = state.done
      ? 'succeeded'
      : !isCancelled && (state.failure !== undefined || stopped)
        ? 'failed'
        : 'cancelled';
    // The one that it goes back to is the first to be told.
    const first = (one: NodeState): number => (one === state.failure ? -1 : one.node.index);
    const failures = failed
      .toSorted((a, b) => first(a) - first(b))
      .map(({ node, error, componentRun }) => ({ node: node.label, error: error!.message, componentRun }));
    return { run, workflow: state.node.label, status, stopped: stopped?.message ?? null, failures };
  }
}
