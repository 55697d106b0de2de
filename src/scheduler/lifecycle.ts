import type { JobError, NodeStatus, ToleratedFailures } from '../lineage/entries.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import { reportOf } from './create-report.ts';
import { stoppedBy } from './errors.ts';
import type { Graph } from './graph.ts';
import { Healing } from './healing.ts';
import type { NodeState } from './node-state.ts';
import type { RunReport } from './report.ts';
import type { RunParts, RunPolicy } from './run-options.ts';
import { type Lenience, hopelessWords, toleratedFailures } from './tolerated-failures.ts';
import { WorkflowHandlers } from './workflow-handlers.ts';

/**
 * Follows a run from its first node to its last: how nodes come in and end, what a failure does to others, what stops
 * the run, and when it is over.
 */
export class Lifecycle {
  /** The nodes whose task is being executed just now. */
  readonly running = new Set<NodeState>();
  readonly healing: Healing;
  readonly #parts: RunParts;
  readonly #policy: RunPolicy;
  readonly #graph: Graph;
  /** Only where a workflow has handlers. */
  readonly #handlers: WorkflowHandlers | undefined;
  readonly #tolerated: ToleratedFailures[] = [];
  readonly #startedAt = performance.now();
  readonly #stop = new AbortController();
  readonly #lost = new AbortController();
  readonly #end = Promise.withResolvers<void>();
  #open = 0;
  #stopReason = '';

  /** `decide` looks a node up, and runs it if nothing serves. */
  constructor(parts: RunParts, policy: RunPolicy, graph: Graph, decide: (state: NodeState) => Promise<void>) {
    this.#parts = parts;
    this.#policy = policy;
    this.#graph = graph;
    this.healing = new Healing(parts, graph, this, (state) => this.guard(decide(state)));
    this.#handlers = parts.plan.tasks.haveHandlers ? new WorkflowHandlers(parts, graph, this) : undefined;
  }

  /** Aborted by the caller's signal, by fail-fast, and when the record is lost. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted when the record is lost: that alone ends what runs at the end of workflows. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** The number of nodes that haven't ended, including those that are being made again. */
  get open(): number {
    return this.#open;
  }

  /** Resolves when everything has come to its end. Rejects only if the record can't be kept. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** Counts nodes that came in; the run doesn't end before they have. */
  count(nodes: number, isLast: boolean): void {
    this.#open += nodes;
    if (isLast) this.#handlers!.cameIn(nodes);
  }

  /** Takes in nodes; `isLast`: a halt doesn't concern them. */
  add(nodes: readonly PlanNode[], isLast = false, enter = () => this.#graph.add(nodes, isLast)): void {
    this.count(nodes.length, isLast);
    enter();
  }

  /** Takes in nodes that came up while the run was under way. */
  grow(nodes: readonly PlanNode[], isLast: boolean, enter?: () => void): void {
    if (nodes.length === 0) return enter?.();
    this.add(nodes, isLast, enter);
    this.#parts.events.emit('planGrown', { nodes: this.#parts.plan.size });
  }

  /** The ending of the workflow that a node is the handler of. */
  outcomeFor(node: PlanNode): ReturnType<WorkflowHandlers['outcomeFor']> {
    return this.#handlers?.outcomeFor(node);
  }

  /** Ends a node. */
  finish(state: NodeState, status: NodeStatus, reason: string): void {
    if (state.status !== undefined) return;
    this.#open -= 1;
    if (this.healing.took(state, status, reason)) this.#handlers?.left(state);
    else this.#settle(state, status, reason);
    this.endIfOver();
  }

  #settle(state: NodeState, status: NodeStatus, reason: string): void {
    state.status = status;
    state.reason = reason;
    state.seen = undefined;
    const { node, ms, error } = state;
    this.#parts.events.emit('nodeFinished', { node: node.label, status, reason, ms, error });
    this.#handlers?.finished(state);
    this.#graph.settle(state);
  }

  /** Ends a node that the run was stopped before. */
  skip(state: NodeState): void {
    this.finish(state, 'skipped', this.#stopReason);
  }

  /** Ends a node that the run was stopped during. */
  cancel(state: NodeState): void {
    this.finish(state, 'cancelled', this.#stopReason);
  }

  fail(state: NodeState, error: JobError): void {
    state.error = error;
    state.failure = state;
    this.finish(state, 'failed', error.message);
    // What is tolerated on all its ways to the target stops nothing.
    const lost = this.#policy.failFast ? this.#graph.stateOf(this.#parts.plan.target).failure : undefined;
    if (lost) this.halt(`${lost.node.label} failed and --fail-fast was asked for`);
  }

  /** Skips the owner of an edge that can't run any more. */
  loseHope(because: NodeState, edge: Edge, lenience: Lenience | undefined): void {
    const state = this.#graph.stateOf(edge.owner);
    const reason = hopelessWords(because, lenience);
    if (state.status === undefined) {
      state.failure = because.failure;
      state.lostBy = edge;
      this.finish(state, 'skipped', reason);
    } else if (lenience && state.lostBy === edge) state.reason = reason;
  }

  /** Puts up with the failures of an edge. */
  tolerate(edge: Edge, lenience: Lenience): void {
    for (const state of lenience.failed) state.tolerated = state.failure!.tolerated = true;
    const failures = toleratedFailures(edge, lenience);
    this.#tolerated.push(failures);
    this.#parts.events.emit('failuresTolerated', failures);
  }

  /** Stops the run: nothing begins any more, and what runs is asked to stop. Handlers of workflows still run. */
  halt(reason: string): void {
    if (this.stopped.aborted) return;
    this.#stopReason = reason;
    this.#stop.abort(new Error(reason));
    for (const state of this.#graph.states) if (!state.taken && !state.isLast) this.skip(state);
    const isLost = this.lost.aborted;
    const stopping = [...this.running].filter(({ isLast }) => isLost || !isLast);
    if (stopping.length > 0) this.#parts.events.emit('stopping', { running: stopping.map(({ node }) => node.label) });
    else if (!isLost) this.#handlers?.underWay();
  }

  /** Stops the run when the caller's signal says so. Gives the way to stop listening. */
  haltOn(signal: AbortSignal): () => void {
    const cancel = (): void => this.halt(stoppedBy(signal)?.reason ?? 'the run was cancelled');
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    return () => signal.removeEventListener('abort', cancel);
  }

  /** Does work that nobody awaits. A record that can't be kept ends the run: what isn't recorded did not happen. */
  guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.lose(error));
  }

  lose(error: unknown): void {
    this.#lost.abort(error);
    this.halt('the record was lost');
    this.#end.reject(error);
  }

  /** While others are told of an end, more of a long list may come in. */
  endIfOver(): void {
    if (this.#isOver && !this.#graph.isSettling) this.#end.resolve();
  }

  get #isOver(): boolean {
    return this.#open === 0 && !this.#handlers?.isPending;
  }

  /** Reports what has become of every node so far. */
  report(): RunReport {
    const { run, signal, plan } = this.#parts;
    const ms = performance.now() - this.#startedAt;
    const [tolerated, isOver] = [this.#tolerated, this.#isOver];
    return reportOf({ run, graph: this.#graph, target: plan.target, tolerated, signal, isOver, ms });
  }
}
