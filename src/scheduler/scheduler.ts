import type { JobError, NodeStatus } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { TaskResult } from '../runtime/job.ts';
import { describeThrown } from '../runtime/thrown.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { Claims } from './claims.ts';
import { RunStopped } from './errors.ts';
import { type Prepared, attemptEntry, cachedEntry, makeJob } from './entry.ts';
import { Graph } from './graph.ts';
import { type Hit, Lookup, serves } from './lookup.ts';
import { type RunParts, type RunPolicy, isAskedAgain } from './options.ts';
import { grow } from './grow.ts';
import { Ready } from './ready.ts';
import { whyAgain, whyCached, whyNot, whyUnasked } from './reasons.ts';
import { type RunReport, countNodes } from './report.ts';
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
  readonly #lookup: Lookup;
  readonly #historian: Historian;
  readonly #ready: Ready<NodeState>;
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly #slots: Slots;
  readonly #claims: Claims;
  readonly #startedAt = performance.now();
  /** Aborted by the caller's signal, by fail-fast, and when the record is lost. */
  readonly #stop = new AbortController();
  readonly #running = new Set<NodeState>();
  readonly #unsettled: NodeState[] = [];
  #isSettling = false;
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
      madeBy: (node) => this.#graph.stateOf(node).componentRun,
    });
    this.#slots = new Slots(2 * parts.executor.concurrency);
    this.#claims = new Claims({
      record: parts.record,
      leases: parts.leases,
      lookup: this.#lookup,
      slots: this.#slots,
      signal: this.#stop.signal,
      waiting: ({ label: node }, by) => parts.events.emit('nodeWaiting', { node, by }),
    });
    this.#ready = new Ready((state) => this.#take(state), Math.max(1024, 4 * parts.executor.concurrency));
    this.#graph = new Graph({
      ready: (state) => this.#ready.push(state),
      growable: (state) => void this.#guard(this.#grow(state)),
      hopeless: (state, because) => this.#skip(state, `${because.node.label} ${outcome(because)}`),
    });
  }

  /** Resolves with what became of every node. Rejects only if the record can't be kept. */
  async run(): Promise<RunReport> {
    const { events, signal, run } = this.#parts;
    const cancel = (): void => this.#halt(this.#stopped?.reason ?? 'the run was cancelled');
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

  #add(nodes: readonly PlanNode[]): void {
    this.#open += nodes.length;
    this.#graph.add(nodes);
  }

  /** What is taken up now, in one go with others: looked up, and run if nothing serves. */
  async #take(state: NodeState): Promise<void> {
    state.taken = true;
    await this.#guard(this.#decide(state));
  }

  async #decide(state: NodeState): Promise<void> {
    if (this.#stop.signal.aborted) return this.#skip(state, this.#stopReason);
    const { node } = state;
    const inputs = node.edges.map((edge) => jobInput(edge, this.#graph.stateOf));
    const prepared = { node, inputs, identity: this.#lookup.identity(node, inputs) };
    state.forced = this.#isForced(state);
    const unasked = whyUnasked(node, state.forced, this.#policy);
    if (unasked) return this.#run(state, prepared, unasked);
    const found = await this.#lookup.find(prepared.identity);
    if (serves(found, node)) return this.#reuse(state, prepared, found);
    const why = whyNot(found, node) ?? this.#historian.whyMissed(prepared);
    return this.#run(state, prepared, why instanceof Promise ? await why : why);
  }

  #isForced({ node }: NodeState): boolean {
    const { force, forceFrom } = this.#policy;
    if (force || forceFrom.has(node.task) || isAskedAgain(this.#policy, node)) return true;
    if (forceFrom.size === 0) return false;
    return node.edges.some((edge) => edge.nodes!.some((input) => this.#graph.stateOf(input).forced));
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
      const released = this.#claims.release(state);
      if (released) await released;
    }
  }

  async #execute(state: NodeState, prepared: Prepared, because: Because): Promise<void> {
    const { backoff } = state.node.model.note;
    state.because = because;
    const reason = wordsOf(because);
    for (let attempt = 1; ; attempt++) {
      if (this.#stop.signal.aborted) return this.#skip(state, this.#stopReason);
      const slot = this.#slots.take();
      if (slot) await slot;
      const hit = this.#claims.atOnce(state, prepared) ? null : await this.#claims.get(state, prepared);
      if (hit === undefined || this.#stop.signal.aborted) {
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
      if (!result.retryable || this.#stop.signal.aborted) return this.#fail(state, result.error!);
      const delay = backoffDelay(backoff, attempt);
      this.#parts.events.emit('nodeRetrying', { node: state.node.label, attempt, delay, error: result.error! });
      await pause(delay, this.#stop.signal);
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
    const { label: node } = state.node;
    const job = makeJob(prepared, attempt, this.#parts);
    let began = false;
    const result = await executor.execute(job, this.#stop.signal, {
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
    const hit = await this.#claims.commit(state, prepared, attemptEntry(prepared, job, result, why, this.#parts));
    if (hit !== null) return hit;
    if (result.damaged !== null) await record.markDamaged(result.damaged);
    state.attempts = attempt;
    state.ms += result.endedAt - result.startedAt;
    state.componentRun = job.componentRun;
    return result;
  }

  async #grow(state: NodeState): Promise<void> {
    const { artifacts, record } = this.#parts;
    const add = (nodes: readonly PlanNode[]): void => {
      if (nodes.length === 0) return;
      this.#add(nodes);
      this.#parts.events.emit('planGrown', { nodes: this.#plan.nodes.length });
    };
    try {
      await grow(state, { plan: this.#plan, graph: this.#graph, artifacts, add });
    } catch (error) {
      if (error instanceof ArtifactDamaged && error.damaged) await record.markDamaged(error.damaged);
      this.#fail(state, describeThrown(error));
    }
  }

  #fail(state: NodeState, error: JobError): void {
    state.error = error;
    this.#finish(state, 'failed', error.message);
    if (this.#policy.failFast) this.#halt(`${state.node.label} failed and --fail-fast was asked for`);
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
    this.#settle(state);
    if (this.#open === 0) this.#end.resolve();
  }

  /** What is skipped for it settles in turn, by a stack of our own: a chain may be as long as it likes. */
  #settle(state: NodeState): void {
    this.#unsettled.push(state);
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (let next = this.#unsettled.pop(); next; next = this.#unsettled.pop()) this.#graph.settle(next);
    this.#isSettling = false;
  }

  #halt(reason: string): void {
    if (this.#stop.signal.aborted) return;
    this.#stopReason = reason;
    this.#stop.abort(new Error(reason));
    for (const state of this.#graph.states) if (!state.taken) this.#skip(state, reason);
    const running = [...this.#running].map(({ node }) => node.label);
    if (running.length > 0) this.#parts.events.emit('stopping', { running });
  }

  /** A record that can't be kept ends the run: what isn't recorded did not happen. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#halt('the record was lost');
      this.#end.reject(error);
    }
  }

  /** What has become of every node so far. */
  report(): RunReport {
    const nodes = this.#graph.states.map((state) => state.report());
    const counts = countNodes(nodes);
    const target = nodes[this.#plan.target.index]!;
    const done = this.#graph.stateOf(target.node).done;
    const { run, signal } = this.#parts;
    const stopped = done ? undefined : this.#stopped;
    const status = done ? 'succeeded' : signal.aborted && !stopped ? 'cancelled' : 'failed';
    const ms = performance.now() - this.#startedAt;
    return { run, status, stopped: stopped?.message ?? null, target, nodes, counts, ms };
  }

  /** Whoever aborts a run cancels it, but for reasons that fail it. */
  get #stopped(): RunStopped | undefined {
    const { aborted, reason } = this.#parts.signal;
    return aborted && reason instanceof RunStopped ? reason : undefined;
  }
}

const outcome = ({ status }: NodeState): string => (status === 'failed' ? 'failed' : `was ${status}`);
