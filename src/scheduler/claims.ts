import type { HeldBy } from '../lineage/holder.ts';
import type { ComponentRunEntry } from '../lineage/entries.ts';
import type { Leases } from '../lineage/leases.ts';
import type { Recorder } from '../lineage/record.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Prepared } from './entry.ts';
import { type Hit, type Lookup, serves } from './lookup.ts';
import type { Looks } from './looks.ts';
import type { Slots } from './slots.ts';
import type { NodeState } from './state.ts';

export interface ClaimParts {
  readonly record: Recorder;
  readonly leases: Leases;
  readonly lookup: Lookup;
  readonly slots: Slots;
  readonly looks: Looks;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Told once for each node that has to wait. */
  readonly waiting: (node: PlanNode, by: HeldBy) => void;
}

/** One of several who want a node runs it; the others wait for its result, and go on with that. */
export class Claims {
  readonly #parts: ClaimParts;

  constructor(parts: ClaimParts) {
    this.#parts = parts;
  }

  /**
   * What runs whatever the record has takes no lease: it doesn't wait for others, nor they for it. Where this run is
   * alone, there is nobody to wait for.
   */
  atOnce(state: NodeState, { node, identity }: Prepared): boolean {
    if (state.claim || state.forced || !node.model.note.cache) return true;
    state.claim = this.#parts.leases.takeAlone(identity, node.label);
    return state.claim !== undefined;
  }

  /**
   * Null once this run may run it, or else what others have made of it; undefined where waiting for them was ended.
   * The caller has a slot, and has one again afterwards: who waits needs none.
   */
  async get(state: NodeState, { node, identity }: Prepared): Promise<Hit | null | undefined> {
    const { leases, slots, signal } = this.#parts;
    for (let told = false; ; told = true) {
      const claim = await leases.take(identity, node.label);
      if (claim) {
        state.claim = claim;
        return (claim.recheck ? await this.#find(node, identity) : undefined) ?? null;
      }
      slots.give();
      const hit = await this.#wait(node, identity, told);
      await slots.take();
      if (hit) return hit;
      if (signal.aborted) return undefined;
    }
  }

  /**
   * Null once it is in the record. Where the claim was lost, what others have made of it counts; if they have made
   * nothing, a new claim serves for what was made under the old one.
   */
  async commit(state: NodeState, prepared: Prepared, entry: ComponentRunEntry): Promise<Hit | null | undefined> {
    const { record, slots } = this.#parts;
    while (!(await record.commit(entry, entry.status === 'ran' ? state.claim : undefined))) {
      await slots.take();
      const hit = await this.get(state, prepared);
      slots.give();
      if (hit !== null) return hit;
    }
    return null;
  }

  /** Undefined where there is nothing to wait for. */
  release(state: NodeState): Promise<void> | undefined {
    const { claim } = state;
    state.claim = undefined;
    return claim && this.#parts.leases.release(claim);
  }

  /** Until it is there, or nobody has it any more. Everybody asks in the same moment, so that it is one question. */
  async #wait(node: PlanNode, identity: string, wasTold: boolean): Promise<Hit | undefined> {
    const { leases, looks, signal, waiting } = this.#parts;
    for (let told = wasTold; ;) {
      await looks.next();
      if (signal.aborted) return undefined;
      const by = await leases.heldBy(identity);
      const hit = await this.#find(node, identity);
      if (hit || !by) {
        looks.hurry();
        return hit;
      }
      if (!told) waiting(node, by);
      told = true;
    }
  }

  async #find(node: PlanNode, identity: string): Promise<Hit | undefined> {
    const found = await this.#parts.lookup.find(identity);
    return serves(found, node) ? found : undefined;
  }
}
