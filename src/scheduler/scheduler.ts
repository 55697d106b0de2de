import type { Edge, PlanNode } from '../plan/node.ts';
import { describeThrown } from '../runtime/describe-thrown.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { Admission } from './admission.ts';
import { type Prepared, cachedEntry } from './entry.ts';
import { expandNode } from './expand-node.ts';
import { Graph } from './graph.ts';
import { jobInput } from './job-input.ts';
import { Lifecycle } from './lifecycle.ts';
import { type Hit, Lookup, serves } from './cache-lookup.ts';
import { type Failed, NodeRunner } from './node-runner.ts';
import type { NodeState } from './node-state.ts';
import { ReadyQueue } from './ready-queue.ts';
import { isForced, whyCached, whyNot, whyUnasked } from './reasons.ts';
import type { RunReport } from './report.ts';
import type { RunParts, RunPolicy } from './run-options.ts';
import type { Reason } from './why/reason.ts';
import { ReasonFinder } from './why/reason-finder.ts';
import { wordsOf } from './why/reason-text.ts';

/**
 * WHEN a job runs: takes a plan to its end. One scheduler, one run.
 *
 * Three objects do the work: the graph knows what every node still waits for, the admission lets in what is ready, and
 * the lifecycle knows what has ended and what stops the run. What happens to a node stands here, in that order.
 */
export class Scheduler {
  readonly #parts: RunParts;
  readonly #policy: RunPolicy;
  readonly #graph: Graph;
  readonly #ready: ReadyQueue<NodeState>;
  readonly #lookup: Lookup;
  readonly #reasonFinder: ReasonFinder;
  readonly #lifecycle: Lifecycle;
  readonly #admission: Admission;
  readonly #nodeRunner: NodeRunner;

  constructor(parts: RunParts, policy: RunPolicy) {
    this.#parts = parts;
    this.#policy = policy;
    const { plan, record, executor } = parts;
    this.#graph = new Graph({
      ready: (state) => this.#ready.push(state),
      expandable: (state) => this.#lifecycle.guard(this.#expand(state)),
      hopeless: (because, edge, lenience) => this.#lifecycle.loseHope(because, edge, lenience),
      tolerated: (edge, lenience) => this.#lifecycle.tolerate(edge, lenience),
      room: (edge) => this.#widen(edge),
      // The end of a workflow is known by what is below it.
      keeps: ({ model }) => plan.tasks.handledBelow(model),
    });
    this.#ready = new ReadyQueue({
      take: (state) => this.#decide(state),
      lost: (error) => this.#lifecycle.lose(error),
      limit: Math.max(1024, 4 * executor.concurrency),
    });
    this.#lookup = new Lookup(parts);
    this.#reasonFinder = new ReasonFinder({
      ...parts,
      past: record,
      tasks: plan.tasks.names,
      madeBy: (node) => this.#graph.madeBy(node),
    });
    this.#lifecycle = new Lifecycle(parts, policy, this.#graph, (state) => this.#decide(state));
    this.#admission = new Admission(parts, this.#lookup, this.#ready, this.#lifecycle);
    this.#nodeRunner = new NodeRunner(parts, this.#admission, this.#lifecycle.running);
  }

  /** Resolves with what became of every node. Rejects only if the record can't be kept. */
  async run(): Promise<RunReport> {
    const { events, signal, run, plan } = this.#parts;
    events.emit('runStarted', { run, target: plan.target.label, nodes: plan.size });
    this.#lifecycle.add(plan.nodes);
    const letGo = this.#lifecycle.haltOn(signal);
    try {
      await this.#lifecycle.ended;
    } finally {
      letGo();
    }
    return this.report();
  }

  /** Reports what has become of every node so far. */
  report(): RunReport {
    return this.#lifecycle.report();
  }

  /** Expands the edges of a node whose data is there: more nodes come in. */
  async #expand(state: NodeState): Promise<void> {
    const { artifacts, plan } = this.#parts;
    const add = (nodes: readonly PlanNode[]): void => this.#lifecycle.grow(nodes, state.isLast);
    try {
      await expandNode(state, { plan, graph: this.#graph, artifacts, made: this.#lookup.made, add });
    } catch (error) {
      // Another input has failed while this one was read: nobody needs it any more, and the run may be over.
      if (state.status !== undefined) return;
      if (error instanceof ArtifactDamaged && (await this.#lifecycle.healing.heal(state, error.damaged)))
        return this.#expand(state);
      this.#lifecycle.fail(state, describeThrown(error));
    }
  }

  /** Lets go of what is over in a long list, to make room for more of it. */
  #widen(edge: Edge): void {
    const { plan } = this.#parts;
    const owner = this.#graph.stateOf(edge.owner);
    if (this.#admission.signalFor(owner).aborted) return;
    plan.letGo(edge, this.#graph.letGo(edge));
    try {
      const { nodes, added } = plan.more(edge, this.#graph.wide(edge)!.live, this.#graph.isOver);
      this.#lifecycle.grow(added, owner.isLast, () => this.#graph.widen(edge, nodes, added, owner.isLast));
    } catch (error) {
      this.#lifecycle.fail(owner, describeThrown(error));
    }
  }

  /** Takes up a node that is ready, in one go with others: looks it up, and runs it if nothing serves. */
  async #decide(state: NodeState): Promise<void> {
    state.taken = true;
    if (this.#admission.signalFor(state).aborted) return this.#lifecycle.skip(state);
    const { node } = state;
    const inputs = node.edges.map((edge) => jobInput(edge, this.#graph));
    const outcome = this.#lifecycle.outcomeFor(node);
    const identity = this.#lookup.identity(node, inputs);
    const prepared = { node, inputs, identity: typeof identity === 'string' ? identity : await identity, outcome };
    state.forced = isForced(node, this.#policy, this.#graph);
    const unasked = whyUnasked(node, state.forced, this.#policy);
    if (unasked) {
      const own = await this.#ownResult(prepared);
      return own ? this.#reuse(state, prepared, own) : this.#run(state, prepared, unasked);
    }
    const found = await this.#admission.lookUp(state, prepared);
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

  /** Goes on with a result that is there, and records that. */
  async #reuse(state: NodeState, prepared: Prepared, hit: Hit): Promise<void> {
    state.because = whyCached(hit);
    const reason = wordsOf(state.because);
    await this.#parts.record.commit(cachedEntry(prepared, hit, reason, this.#parts));
    state.componentRun = hit.componentRun;
    state.source = hit.source;
    this.#lifecycle.finish(state, 'cached', reason);
  }

  /** Runs a node, attempt by attempt, once it is let in. */
  async #run(state: NodeState, prepared: Prepared, because: Reason): Promise<void> {
    state.because = because;
    const reason = wordsOf(because, state.node.task);
    const performed = await this.#nodeRunner.perform(state, prepared, reason);
    if ('source' in performed) return this.#reuse(state, prepared, performed);
    if (performed.status === 'skipped') return this.#lifecycle.skip(state);
    if (performed.status === 'failed') return this.#fall(state, performed);
    if (performed.status === 'cancelled') return this.#lifecycle.cancel(state);
    return this.#lifecycle.finish(state, 'ran', reason);
  }

  /** Over a damaged input, there may be a whole one. */
  async #fall(state: NodeState, { error, damaged }: Failed): Promise<void> {
    if (damaged !== null && (await this.#lifecycle.healing.heal(state, damaged))) return this.#decide(state);
    return this.#lifecycle.fail(state, error);
  }
}
