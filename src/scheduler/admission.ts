import type { ComponentRunEntry } from '../lineage/entries.ts';
import { Claims } from './claims.ts';
import { ConcurrencySlots } from './concurrency-slots.ts';
import type { Prepared } from './entry.ts';
import type { Lifecycle } from './lifecycle.ts';
import { LimitQueue, type WaitingPhase } from './limit-queue.ts';
import type { Found, Hit, Lookup } from './cache-lookup.ts';
import type { NodeState } from './node-state.ts';
import { PollTimer } from './poll-timer.ts';
import type { ReadyQueue } from './ready-queue.ts';
import type { RunParts } from './run-options.ts';

/** The nodes that one signal ends before their time, and all that they wait for until then. */
interface Phase extends WaitingPhase {
  readonly claims: Claims;
}

/**
 * Lets in nodes whose inputs are there, by three gates in this order: a slot, the claim, the limits. A node that waits
 * for a claim or for limits gives back its slot meanwhile, and has limits only while it runs.
 */
export class Admission {
  /** Twice what the executor takes, so that it always has something to go on with. */
  readonly #slots: ConcurrencySlots;
  readonly #limits: LimitQueue;
  readonly #main: Phase;
  /** The phase of what runs at the end of workflows: nothing stops it but a record that is lost. */
  readonly #last: Phase;

  constructor(parts: RunParts, lookup: Lookup, ready: ReadyQueue<NodeState>, { stopped, lost }: Lifecycle) {
    const { leases, events, executor } = parts;
    const places = 2 * executor.concurrency;
    const slots = new ConcurrencySlots(places);
    const phase = (signal: AbortSignal): Phase => {
      const pollTimer = new PollTimer(signal, () => leases.removeDead());
      return { signal, pollTimer, claims: new Claims(parts, { lookup, slots, places, pollTimer, signal }) };
    };
    this.#slots = slots;
    this.#main = phase(stopped);
    this.#last = phase(lost);
    this.#limits = new LimitQueue({
      units: leases.limits,
      slots,
      ready,
      signals: [stopped, lost],
      waiting: ({ label: node }, names, by) => events.emit('nodeLimited', { node, limits: names, by }),
    });
  }

  /** The signal that ends a node before its time. */
  signalFor(state: NodeState): AbortSignal {
    return this.#phaseOf(state).signal;
  }

  /** Looks up what the record has for a node: see {@link Claims.lookUp}. */
  lookUp(state: NodeState, prepared: Prepared): Promise<Found | undefined> {
    return this.#phaseOf(state).claims.lookUp(state, prepared);
  }

  /**
   * Null once a node may run: then it has a slot. A hit where others have made it, undefined where waiting was ended. No
   * promise where nothing has to be waited for.
   */
  enter(state: NodeState, prepared: Prepared): Hit | null | undefined | Promise<Hit | null | undefined> {
    const slot = this.#slots.take();
    if (slot || !this.#phaseOf(state).claims.tryClaim(state, prepared)) return this.#wait(state, prepared, slot);
    return !needsLimits(state) || this.#limits.tryTake(state) ? null : this.#wait(state, prepared, undefined);
  }

  async #wait(state: NodeState, prepared: Prepared, slot: Promise<void> | undefined): Promise<Hit | null | undefined> {
    const phase = this.#phaseOf(state);
    const { signal, claims } = phase;
    if (slot) await slot;
    const hit = claims.tryClaim(state, prepared) ? null : await claims.claim(state, prepared);
    let isLate = hit === undefined || signal.aborted;
    if (!isLate && hit === null && needsLimits(state) && !this.#limits.tryTake(state)) {
      claims.returnBudget(state);
      isLate = !(await this.#limits.take(state, phase));
    }
    if (isLate || hit) this.#slots.give();
    return isLate ? undefined : hit;
  }

  /** Gives back the slot of a node that has run. */
  leave(): void {
    this.#slots.give();
  }

  /** Gives back the limits of a node; undefined where there is nothing to wait for. */
  releaseLimits(state: NodeState): Promise<void> | undefined {
    return needsLimits(state) ? this.#limits.release(state) : undefined;
  }

  /** Puts an attempt into the record: see {@link Claims.commit}. */
  commit(state: NodeState, prepared: Prepared, entry: ComponentRunEntry): Promise<Hit | null | undefined> {
    return this.#phaseOf(state).claims.commit(state, prepared, entry);
  }

  /** Gives back all that a node has; undefined where there is nothing to wait for. */
  release(state: NodeState, { identity }: Prepared): Promise<void> | undefined {
    const { claims } = this.#phaseOf(state);
    const released = this.releaseLimits(state);
    return released ? released.then(() => claims.release(state, identity)) : claims.release(state, identity);
  }

  #phaseOf({ isLast }: NodeState): Phase {
    return isLast ? this.#last : this.#main;
  }
}

const needsLimits = ({ node }: NodeState): boolean => node.model.note.limits !== undefined;
