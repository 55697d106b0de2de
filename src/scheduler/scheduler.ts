import type { JobError, NodeStatus } from '../lineage/entries.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import { describeThrown } from '../runtime/describe-thrown.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { WorkflowHandlers } from './workflow-handlers.ts';
import { stoppedBy } from './errors.ts';
import { type Prepared, cachedEntry } from './entry.ts';
import { Failures } from './failures.ts';
import { createAdmission } from './admission.ts';
import { Graph } from './graph.ts';
import { type Hit, Lookup, serves } from './lookup.ts';
import type { RunParts, RunPolicy } from './run-options.ts';
import { expandNode } from './expand-node.ts';
import { Healing } from './healing.ts';
import { type Failed, NodeRunner } from './node-runner.ts';
import { ReadyQueue } from './ready-queue.ts';
import { isForced, whyCached, whyNot, whyUnasked } from './reasons.ts';
import type { RunReport } from './report.ts';
import { reportOf } from './create-report.ts';
import { jobInput } from './job-input.ts';
import type { NodeState } from './node-state.ts';
import type { Reason } from './why/reason.ts';
import { ReasonFinder } from './why/reason-finder.ts';
import { wordsOf } from './why/reason-text.ts';

/** WHEN a job runs: takes a plan to its end. One scheduler, one run. */
export class Scheduler {
  readonly #parts: RunParts;
  readonly #policy: RunPolicy;
  readonly #plan: Plan;
  readonly #graph: Graph;
  readonly #failures: Failures;
  readonly #lookup: Lookup;
  readonly #reasonFinder: ReasonFinder;
  readonly #ready: ReadyQueue<NodeState>;
  readonly #nodeRunner: NodeRunner;
  readonly #healing: Healing;
  /** Only where a workflow has handlers. */
  readonly #handlers: WorkflowHandlers | undefined = undefined;
  readonly #startedAt = performance.now();
  /** Aborted by the caller's signal, by fail-fast, and when the record is lost. */
  readonly #stop = new AbortController();
  readonly #lost = new AbortController();
  #open = 0;
  #stopReason = '';
  readonly #end = Promise.withResolvers<void>();

  constructor(parts: RunParts, policy: RunPolicy) {
    this.#parts = parts;
    this.#policy = policy;
    this.#plan = parts.plan;
    let wasSaid = false;
    const elsewhere = (layer: string, place: string): void => {
      if (!wasSaid) parts.events.emit('layerNotShared', { layer, place });
      wasSaid = true;
    };
    this.#lookup = new Lookup({ ...parts, elsewhere });
    this.#reasonFinder = new ReasonFinder({
      ...parts,
      past: parts.record,
      tasks: parts.plan.tasks.names,
      madeBy: (node) => this.#graph.madeBy(node),
    });
    const decide = (state: NodeState): void => void this.#guard(this.#decide(state));
    const stateOf = (node: PlanNode): NodeState => this.#graph.stateOf(node);
    this.#healing = new Healing({
      ...parts,
      signal: this.#stop.signal,
      stateOf,
      decide,
      wide: (edge) => this.#graph.wide(edge),
      enter: ({ node, isLast }) => this.#add([node], isLast, () => undefined),
    });
    this.#ready = new ReadyQueue({
      take: (state) => this.#decide(state),
      lost: (error) => this.#lose(error),
      limit: Math.max(1024, 4 * parts.executor.concurrency),
    });
    const ends = { stop: this.#stop.signal, lost: this.#lost.signal };
    this.#nodeRunner = new NodeRunner(
      parts,
      createAdmission(parts, { lookup: this.#lookup, ready: this.#ready, ...ends }),
    );
    this.#failures = new Failures({
      stateOf: (node) => this.#graph.stateOf(node),
      skip: (state, reason) => this.#skip(state, reason),
      events: parts.events,
    });
    this.#graph = new Graph({
      ready: (state) => this.#ready.push(state),
      growable: (state) => void this.#guard(this.#grow(state)),
      hopeless: this.#failures.hopeless,
      tolerated: this.#failures.accept,
      room: (edge) => this.#widen(edge),
      // The end of a workflow is known by what is below it.
      keeps: ({ model }) => this.#plan.tasks.handledBelow(model),
    });
    if (!this.#plan.tasks.haveHandlers) return;
    this.#handlers = new WorkflowHandlers(parts, {
      graph: this.#graph,
      healing: this.#healing,
      isHalted: () => this.#stop.signal.aborted,
      open: () => this.#open,
      add: (nodes) => this.#comeIn(nodes, true),
      later: (work) => void this.#guard(Promise.resolve().then(work)),
      over: () => this.#open === 0 && this.#end.resolve(),
    });
  }

  /** Resolves with what became of every node. Rejects only if the record can't be kept. */
  async run(): Promise<RunReport> {
    const { events, signal, run } = this.#parts;
    const cancel = (): void => this.#halt(stoppedBy(signal)?.reason ?? 'the run was cancelled');
    signal.addEventListener('abort', cancel);
    events.emit('runStarted', { run, target: this.#plan.target.label, nodes: this.#plan.size });
    this.#add(this.#plan.nodes);
    if (signal.aborted) cancel();
    try {
      await this.#end.promise;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return this.report();
  }

  #add(nodes: readonly PlanNode[], isLast = false, enter = () => this.#graph.add(nodes, isLast)): void {
    this.#open += nodes.length;
    if (isLast) this.#handlers!.cameIn(nodes.length);
    enter();
  }

  #comeIn(nodes: readonly PlanNode[], isLast: boolean, enter?: () => void): void {
    if (nodes.length === 0) return enter?.();
    this.#add(nodes, isLast, enter);
    this.#parts.events.emit('planGrown', { nodes: this.#plan.size });
  }

  /** Takes up a node, in one go with others: looks it up, and runs it if nothing serves. */
  async #decide(state: NodeState): Promise<void> {
    state.taken = true;
    if (this.#nodeRunner.phaseOf(state).signal.aborted) return this.#skip(state, this.#stopReason);
    const { node } = state;
    const inputs = node.edges.map((edge) => jobInput(edge, this.#graph));
    const outcome = this.#handlers?.outcomeFor(node);
    const identity = this.#lookup.identity(node, inputs);
    const prepared = { node, inputs, identity: typeof identity === 'string' ? identity : await identity, outcome };
    state.forced = isForced(node, this.#policy, this.#graph);
    const unasked = whyUnasked(node, state.forced, this.#policy);
    if (unasked) {
      const own = await this.#ownResult(prepared);
      return own ? this.#reuse(state, prepared, own) : this.#run(state, prepared, unasked);
    }
    const found = await this.#nodeRunner.phaseOf(state).claims.lookUp(state, prepared);
    if (serves(found, node)) return this.#reuse(state, prepared, found);
    const why = whyNot(found, node) ?? this.#reasonFinder.whyMissed(prepared);
    return this.#run(state, prepared, why instanceof Promise ? await why : why);
  }

  /** Finds what a node made that was let go since: whatever is forced, one run executes it once. */
  async #ownResult({ node, identity }: Prepared): Promise<Hit | undefined> {
    if (!this.#graph.isSpent(node)) return undefined;
    const found = await this.#lookup.find(identity);
    return found?.source ? found : undefined;
  }

  async #reuse(state: NodeState, prepared: Prepared, hit: Hit): Promise<void> {
    state.because = whyCached(hit);
    const reason = wordsOf(state.because);
    const entry = cachedEntry(prepared, hit, reason, this.#parts);
    await this.#parts.record.commit(entry);
    state.componentRun = hit.componentRun;
    state.source = hit.source;
    this.#finish(state, 'cached', reason);
  }

  async #run(state: NodeState, prepared: Prepared, because: Reason): Promise<void> {
    state.because = because;
    const reason = wordsOf(because, state.node.task);
    const performed = await this.#nodeRunner.perform(state, prepared, reason);
    if ('source' in performed) return this.#reuse(state, prepared, performed);
    if (performed.status === 'skipped') return this.#skip(state, this.#stopReason);
    if (performed.status === 'failed') return this.#fall(state, performed);
    return this.#finish(state, performed.status, performed.status === 'ran' ? reason : this.#stopReason);
  }

  /** Over a damaged input, there may be a whole one. */
  async #fall(state: NodeState, { error, damaged }: Failed): Promise<void> {
    if (damaged !== null && (await this.#healing.heal(state, damaged))) return this.#decide(state);
    return this.#fail(state, error);
  }

  async #grow(state: NodeState): Promise<void> {
    const { artifacts } = this.#parts;
    const add = (nodes: readonly PlanNode[]): void => this.#comeIn(nodes, state.isLast);
    try {
      await expandNode(state, { plan: this.#plan, graph: this.#graph, artifacts, made: this.#lookup.made, add });
    } catch (error) {
      // Another input has failed while this one was read: nobody needs it any more, and the run may be over.
      if (state.status !== undefined) return;
      if (error instanceof ArtifactDamaged && (await this.#healing.heal(state, error.damaged)))
        return this.#grow(state);
      this.#fail(state, describeThrown(error));
    }
  }

  /** Lets go of what is over in a long list, to make room for more of it. */
  #widen(edge: Edge): void {
    const owner = this.#graph.stateOf(edge.owner);
    if (this.#nodeRunner.phaseOf(owner).signal.aborted) return;
    this.#plan.letGo(edge, this.#graph.letGo(edge));
    try {
      const { nodes, added } = this.#plan.more(edge, this.#graph.wide(edge)!.live, this.#graph.isOver);
      this.#comeIn(added, owner.isLast, () => this.#graph.widen(edge, nodes, added, owner.isLast));
    } catch (error) {
      this.#fail(owner, describeThrown(error));
    }
  }

  #fail(state: NodeState, error: JobError): void {
    state.error = error;
    state.failure = state;
    this.#finish(state, 'failed', error.message);
    // What is tolerated on all its ways to the target stops nothing.
    const lost = this.#policy.failFast ? this.#graph.stateOf(this.#plan.target).failure : undefined;
    if (lost) this.#halt(`${lost.node.label} failed and --fail-fast was asked for`);
  }

  #skip(state: NodeState, reason: string): void {
    if (state.status === undefined) this.#finish(state, 'skipped', reason);
  }

  #finish(state: NodeState, status: NodeStatus, reason: string): void {
    if (state.status !== undefined) return;
    this.#open -= 1;
    if (this.#healing.took(state, status, reason)) this.#handlers?.left(state);
    else this.#settle(state, status, reason);
    // While others are told, more of a long list may come in.
    if (this.#open === 0 && !this.#graph.isSettling && !this.#handlers?.isPending) this.#end.resolve();
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

  #halt(reason: string): void {
    if (this.#stop.signal.aborted) return;
    this.#stopReason = reason;
    this.#stop.abort(new Error(reason));
    for (const state of this.#graph.states) if (!state.taken && !state.isLast) this.#skip(state, reason);
    const isLost = this.#lost.signal.aborted;
    const stopping = [...this.#nodeRunner.running].filter(({ isLast }) => isLost || !isLast);
    if (stopping.length > 0) this.#parts.events.emit('stopping', { running: stopping.map(({ node }) => node.label) });
    else if (!isLost) this.#handlers?.underWay();
  }

  /** A record that can't be kept ends the run: what isn't recorded did not happen. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#lose(error);
    }
  }

  #lose(error: unknown): void {
    this.#lost.abort(error);
    this.#halt('the record was lost');
    this.#end.reject(error);
  }

  /** Reports what has become of every node so far. */
  report(): RunReport {
    const { run, signal } = this.#parts;
    const ms = performance.now() - this.#startedAt;
    const { tolerated } = this.#failures;
    const isOver = this.#open === 0 && !this.#handlers?.isPending;
    return reportOf({ run, graph: this.#graph, target: this.#plan.target, tolerated, signal, isOver, ms });
  }
}
