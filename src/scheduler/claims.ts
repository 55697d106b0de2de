import type { ComponentRunEntry } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import { ClaimBudget } from './claim-budget.ts';
import type { Prepared } from './entry.ts';
import { type Found, type Hit, type Lookup, serves } from './cache-lookup.ts';
import type { PollTimer } from './poll-timer.ts';
import type { RunParts } from './run-options.ts';
import type { ConcurrencySlots } from './concurrency-slots.ts';
import type { NodeState } from './node-state.ts';

export interface ClaimOptions {
  readonly lookup: Lookup;
  readonly slots: ConcurrencySlots;
  /** How many nodes have a slot at a time. */
  readonly places: number;
  readonly pollTimer: PollTimer;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** One of several who want a node runs it; the others wait for its result, and go on with that. */
export class Claims {
  readonly #parts: Pick<RunParts, 'record' | 'leases' | 'events'> & ClaimOptions;
  readonly #budget: ClaimBudget;
  /** Which node of this run is looked up or about to make what has an identity: others of the same wait for it, as other runs do. */
  readonly #own = new Map<string, NodeState>();
  /** Nodes that found another one there. */
  readonly #late = new Set<NodeState>();
  /** Where somebody waits for it. */
  readonly #over = new Map<NodeState, PromiseWithResolvers<void>>();

  constructor({ record, leases, events }: RunParts, options: ClaimOptions) {
    this.#parts = { record, leases, events, ...options };
    this.#budget = new ClaimBudget(options.places);
  }

  /**
   * Looks up what the record has for it. Where that doesn't serve, others of this run that are the same wait until it
   * is released: also those that were looked up at the same time.
   */
  async lookUp(state: NodeState, { node, identity }: Prepared): Promise<Found | undefined> {
    if (this.#own.has(identity)) this.#late.add(state);
    else this.#own.set(identity, state);
    let isOver = true;
    try {
      const found = await this.#parts.lookup.find(identity);
      isOver = serves(found, node);
      return found;
    } finally {
      if (isOver) this.#leave(state, identity);
    }
  }

  /**
   * Tells whether a node has its claim without waiting, and takes it where this run is alone: then there is nobody to
   * wait for. What runs whatever the record has takes no lease: it doesn't wait for others, nor they for it.
   */
  tryClaim(state: NodeState, { node, identity }: Prepared): boolean {
    if (state.claim || state.forced || !node.model.note.cache) return true;
    if (this.#late.has(state)) return false;
    state.claim = this.#parts.leases.takeAlone(identity, node.label);
    return state.claim !== undefined;
  }

  /**
   * Null once this run may run it, or else what others have made of it; undefined where waiting for them was ended.
   * The caller has a slot, and has one again afterwards: who waits needs none.
   */
  async claim(state: NodeState, prepared: Prepared): Promise<Hit | null | undefined> {
    const { slots } = this.#parts;
    slots.give();
    const hit = await this.#obtain(state, prepared);
    await slots.takeFirst();
    return hit;
  }

  async #obtain(state: NodeState, { node, identity }: Prepared): Promise<Hit | null | undefined> {
    const { signal } = this.#parts;
    while (this.#late.has(state)) {
      const owner = this.#own.get(identity);
      if (owner) await this.#end(owner);
      if (signal.aborted) return undefined;
      const made = await this.#find(node, identity);
      if (made) return made;
      if (this.#own.has(identity)) continue;
      this.#own.set(identity, state);
      this.#late.delete(state);
    }
    for (let told = false; ; told = true) {
      const hit = await this.#claim(state, node, identity);
      if (hit !== undefined) return hit;
      if (signal.aborted) return undefined;
      const made = await this.#wait(node, identity, told);
      if (made) return made;
      if (signal.aborted) return undefined;
    }
  }

  /** Null once it is claimed, or else what others have made of it; undefined where one of them has it. */
  async #claim(state: NodeState, node: PlanNode, identity: string): Promise<Hit | null | undefined> {
    const { leases, signal } = this.#parts;
    const entered = this.#budget.take(node.task);
    const weight = typeof entered === 'number' ? entered : await entered;
    let hit: Hit | undefined;
    try {
      if (signal.aborted) return undefined;
      // Whoever had to wait may have missed something.
      if (typeof entered !== 'number') hit = await this.#find(node, identity);
      if (hit) return hit;
      const claim = await leases.take(identity, node.label);
      if (!claim) return undefined;
      if (claim.recheck) hit = await this.#find(node, identity);
      if (!hit) {
        state.claim = claim;
        state.weight = weight;
        return null;
      }
      const released = leases.release(claim);
      if (released) await released;
      return hit;
    } finally {
      if (hit) this.#budget.learn(node.task, hit.ms);
      if (state.weight === 0) this.#budget.give(weight);
    }
  }

  /**
   * Null once it is in the record. Where the claim was lost, what others have made of it counts; if they have made
   * nothing, a new claim serves for what was made under the old one.
   */
  async commit(state: NodeState, prepared: Prepared, entry: ComponentRunEntry): Promise<Hit | null | undefined> {
    const { record, slots } = this.#parts;
    this.returnBudget(state, entry.endedAt - entry.startedAt);
    while (!(await record.commit(entry, entry.status === 'ran' ? state.claim : undefined))) {
      await slots.take();
      const hit = await this.claim(state, prepared);
      slots.give();
      if (hit !== null) return hit;
    }
    return null;
  }

  #end(owner: NodeState): Promise<void> {
    let over = this.#over.get(owner);
    if (!over) this.#over.set(owner, (over = Promise.withResolvers()));
    return over.promise;
  }

  /** Undefined where there is nothing to wait for. */
  release(state: NodeState, identity: string): Promise<void> | undefined {
    const { claim } = state;
    this.#leave(state, identity);
    state.claim = undefined;
    this.returnBudget(state);
    return claim && this.#parts.leases.release(claim);
  }

  #leave(state: NodeState, identity: string): void {
    if (this.#own.get(identity) === state) this.#own.delete(identity);
    this.#late.delete(state);
    this.#over.get(state)?.resolve();
    this.#over.delete(state);
  }

  /** It waits for something else, or ran for so long: others may be claimed instead. */
  returnBudget(state: NodeState, ms?: number): void {
    if (state.weight === 0) return;
    if (ms !== undefined) this.#budget.learn(state.node.task, ms);
    this.#budget.give(state.weight);
    state.weight = 0;
  }

  /** Until it is there, or nobody has it any more. Everybody asks in the same moment, so that it is one question. */
  async #wait(node: PlanNode, identity: string, wasTold: boolean): Promise<Hit | undefined> {
    const { leases, pollTimer, signal, events } = this.#parts;
    for (let told = wasTold; ;) {
      await pollTimer.next();
      if (signal.aborted) return undefined;
      const by = await leases.heldBy(identity);
      const hit = await this.#find(node, identity);
      if (hit || !by) {
        pollTimer.hurry();
        return hit;
      }
      if (!told) events.emit('nodeWaiting', { node: node.label, by });
      told = true;
    }
  }

  async #find(node: PlanNode, identity: string): Promise<Hit | undefined> {
    const found = await this.#parts.lookup.find(identity);
    return serves(found, node) ? found : undefined;
  }
}
