import type { JobError, NodeStatus } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { TaskResult } from '../runtime/job.ts';
import { describeThrown } from '../runtime/thrown.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { Endings } from './endings.ts';
import { stoppedBy } from './errors.ts';
import { type Prepared, attemptEntry, cachedEntry, makeJob } from './entry.ts';
import { Failures } from './failures.ts';
import { Graph } from './graph.ts';
import { type Hit, Lookup, serves } from './lookup.ts';
import type { RunParts, RunPolicy } from './options.ts';
import { grow } from './grow.ts';
import { type Phase, phaseOf } from './phase.ts';
import { Ready } from './ready.ts';
import { isForced, whyAgain, whyCached, whyNot, whyUnasked } from './reasons.ts';
import type { RunReport } from './report.ts';
import { reportOf } from './reporting.ts';
import { backoffDelay, pause } from './retry.ts';
import { Slots } from './slots.ts';
import { type NodeState, jobInput } from './state.ts';
import type { Because } from './why/because.ts';
import { Historian } from './why/historian.ts';
import { wordsOf } from './why/words.ts';

/** WHEN a job runs: takes a plan to its end. One scheduler, one run. */
export class Scheduler {
  readonly #parts: RunParts;
  readonly #policy: RunPolicy;
  readonly #plan: Plan;
  readonly #graph: Graph;
  readonly #failures: Failures;
  readonly #lookup: Lookup;
  readonly #historian: Historian;
  readonly #ready: Ready<NodeState>;
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly #slots: Slots;
  readonly #main: Phase;
  /** Of what runs at the end of workflows: nothing stops it but a record that is lost. */
  readonly #last: Phase;
  /** Only where a workflow has handlers. */
  readonly #endings: Endings | undefined = undefined;
  readonly #startedAt = performance.now();
  /** Aborted by the caller's signal, by fail-fast, and when the record is lost. */
  readonly #stop = new AbortController();
  readonly #lost = new AbortController();
  readonly #running = new Set<NodeState>();
  #open = 0;
  #stopReason = '';
  readonly #end = Promise.withResolvers<void>();

  constructor(parts: RunParts, policy: RunPolicy) {
    this.#parts = parts;
    this.#policy = policy;
    this.#plan = parts.plan;
    this.#lookup = new Lookup(parts.record, parts.artifacts, parts.codeOf);
    this.#historian = new Historian({
      past: parts.record,
      codeOf: parts.codeOf,
      tasks: parts.plan.tasks.names,
      run: parts.run,
      madeBy: (node) => this.#graph.madeBy(node),
    });
    this.#slots = new Slots(2 * parts.executor.concurrency);
    const shared = { lookup: this.#lookup, slots: this.#slots };
    this.#main = phaseOf(parts, { ...shared, signal: this.#stop.signal });
    this.#last = phaseOf(parts, { ...shared, signal: this.#lost.signal });
    this.#ready = new Ready((state) => this.#take(state), Math.max(1024, 4 * parts.executor.concurrency));
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
    });
    if (!this.#plan.tasks.haveHandlers) return;
    this.#endings = new Endings(parts, {
      graph: this.#graph,
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
    events.emit('runStarted', { run, target: this.#plan.target.label, nodes: this.#plan.nodes.length });
    this.#add(this.#plan.nodes);
    if (signal.aborted) cancel();
    try {
      await this.#end.promise;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return this.report();
  }

  #add(nodes: readonly PlanNode[], isLast = false): void {
    this.#open += nodes.length;
    if (isLast) this.#endings!.cameIn(nodes.length);
    this.#graph.add(nodes, isLast);
  }

  #comeIn(nodes: readonly PlanNode[], isLast: boolean): void {
    if (nodes.length === 0) return;
    this.#add(nodes, isLast);
    this.#parts.events.emit('planGrown', { nodes: this.#plan.nodes.length });
  }

  #phaseOf({ isLast }: NodeState): Phase {
    return isLast ? this.#last : this.#main;
  }

  /** What is taken up now, in one go with others: looked up, and run if nothing serves. */
  async #take(state: NodeState): Promise<void> {
    state.taken = true;
    await this.#guard(this.#decide(state));
  }

  async #decide(state: NodeState): Promise<void> {
    if (this.#phaseOf(state).signal.aborted) return this.#skip(state, this.#stopReason);
    const { node } = state;
    const inputs = node.edges.map((edge) => jobInput(edge, this.#graph.stateOf));
    const outcome = this.#endings?.outcomeFor(node);
    const prepared = { node, inputs, identity: this.#lookup.identity(node, inputs), outcome };
    state.forced = isForced(node, this.#policy, this.#graph.stateOf);
    const unasked = whyUnasked(node, state.forced, this.#policy);
    if (unasked) return this.#run(state, prepared, unasked);
    const found = await this.#lookup.find(prepared.identity);
    if (serves(found, node)) return this.#reuse(state, prepared, found);
    const why = whyNot(found, node) ?? this.#historian.whyMissed(prepared);
    return this.#run(state, prepared, why instanceof Promise ? await why : why);
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

  /** What was claimed for it is given back, whatever becomes of it. */
  async #run(state: NodeState, prepared: Prepared, because: Because): Promise<void> {
    try {
      await this.#execute(state, prepared, because);
    } finally {
      const released = this.#phaseOf(state).claims.release(state);
      if (released) await released;
    }
  }

  async #execute(state: NodeState, prepared: Prepared, because: Because): Promise<void> {
    const { backoff } = state.node.model.note;
    const { signal, claims } = this.#phaseOf(state);
    state.because = because;
    const reason = wordsOf(because);
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) return this.#skip(state, this.#stopReason);
      const slot = this.#slots.take();
      if (slot) await slot;
      const hit = claims.atOnce(state, prepared) ? null : await claims.get(state, prepared);
      if (hit === undefined || signal.aborted) {
        this.#slots.give();
        return this.#skip(state, this.#stopReason);
      }
      const result = hit ?? (await this.#attempt(state, prepared, attempt, reason));
      if (hit) this.#slots.give();
      if (!result) return this.#skip(state, this.#stopReason);
      if ('source' in result) return this.#reuse(state, prepared, result);
      if (result.status === 'ran') {
        state.source = { output: result.output!, stored: result.stored };
        return this.#finish(state, 'ran', reason);
      }
      state.error = result.error;
      if (result.status === 'cancelled') return this.#finish(state, 'cancelled', this.#stopReason);
      if (!result.retryable || signal.aborted) return this.#fail(state, result.error!);
      const delay = backoffDelay(backoff, attempt);
      this.#parts.events.emit('nodeRetrying', { node: state.node.label, attempt, delay, error: result.error! });
      await pause(delay, signal);
    }
  }

  /** Undefined where it was cancelled before it began: what never ran leaves nothing in the record. */
  async #attempt(
    state: NodeState,
    prepared: Prepared,
    attempt: number,
    reason: string,
  ): Promise<TaskResult | Hit | undefined> {
    const { executor, record, events } = this.#parts;
    const { signal, claims } = this.#phaseOf(state);
    const { label: node } = state.node;
    const job = makeJob(prepared, attempt, this.#parts);
    let began = false;
    const result = await executor.execute(job, signal, {
      started: () => {
        began = true;
        this.#running.add(state);
        events.emit('nodeStarted', { node, attempt });
      },
      progress: (done, total) => events.emit('nodeProgress', { node, done, total }),
      log: (level, text) => events.emit('nodeLog', { node, level, text }),
    });
    this.#slots.give();
    this.#running.delete(state);
    if (result.status === 'cancelled' && !began) return undefined;
    const why = attempt === 1 ? reason : whyAgain(attempt, state.error!);
    const hit = await claims.commit(state, prepared, attemptEntry(prepared, job, result, why, this.#parts));
    if (hit !== null) return hit;
    if (result.damaged !== null) await record.markDamaged(result.damaged);
    state.attempts = attempt;
    state.ms += result.endedAt - result.startedAt;
    state.componentRun = job.componentRun;
    return result;
  }

  async #grow(state: NodeState): Promise<void> {
    const { artifacts, record } = this.#parts;
    const add = (nodes: readonly PlanNode[]): void => this.#comeIn(nodes, state.isLast);
    try {
      await grow(state, { plan: this.#plan, graph: this.#graph, artifacts, add });
    } catch (error) {
      if (error instanceof ArtifactDamaged && error.damaged) await record.markDamaged(error.damaged);
      this.#fail(state, describeThrown(error));
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
    state.status = status;
    state.reason = reason;
    state.seen = undefined;
    this.#open -= 1;
    const { node, ms, error } = state;
    this.#parts.events.emit('nodeFinished', { node: node.label, status, reason, ms, error });
    this.#endings?.finished(state);
    this.#graph.settle(state);
    if (this.#open === 0 && !this.#endings?.isPending) this.#end.resolve();
  }

  #halt(reason: string): void {
    if (this.#stop.signal.aborted) return;
    this.#stopReason = reason;
    this.#stop.abort(new Error(reason));
    for (const state of this.#graph.states) if (!state.taken && !state.isLast) this.#skip(state, reason);
    const running = [...this.#running].map(({ node }) => node.label);
    if (running.length > 0) this.#parts.events.emit('stopping', { running });
  }

  /** A record that can't be kept ends the run: what isn't recorded did not happen. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#lost.abort(error);
      this.#halt('the record was lost');
      this.#end.reject(error);
    }
  }

  /** What has become of every node so far. */
  report(): RunReport {
    const { run, signal } = this.#parts;
    const ms = performance.now() - this.#startedAt;
    const { states } = this.#graph;
    const { tolerated } = this.#failures;
    return reportOf({ run, states, target: this.#plan.target, tolerated, signal, ms });
  }
}
