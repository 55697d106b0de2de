import type { LimitNeed } from '../authoring/limit-options.ts';
import type { HeldBy } from '../lineage/holder-types.ts';
import type { HeldUnits, LimitUnits } from '../lineage/limit-units.ts';
import type { PlanNode } from '../plan/node.ts';
import { Fifo } from '../values/fifo.ts';
import type { PollTimer } from './poll-timer.ts';
import type { ReadyQueue } from './ready-queue.ts';
import type { ConcurrencySlots } from './concurrency-slots.ts';
import type { NodeState } from './node-state.ts';

/** So many nodes may wait here without holding up others; each of them is kept in memory with its inputs. */
const maxAway = 10_000;

/** The signal that ends waiting, and when those who wait look again. */
export interface WaitingPhase {
  readonly signal: AbortSignal;
  readonly pollTimer: PollTimer;
}

export interface LimitQueueParts {
  readonly units: LimitUnits;
  readonly slots: ConcurrencySlots;
  readonly ready: Pick<ReadyQueue<NodeState>, 'away' | 'back'>;
  /** Each ends all waiting of those who have it. */
  readonly signals: readonly AbortSignal[];
  /** Told for each node that has to wait: for nodes of this run, or for another run. */
  readonly waiting: (node: PlanNode, limits: readonly string[], by: HeldBy | undefined) => void;
}

/** One limit as this run knows it. */
class Limit {
  readonly capacity: number;
  /** Units that nodes of this run have. */
  used = 0;
  readonly line = new Fifo<Waiter>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }
}

/** A node in the line of each limit that it needs. */
class Waiter {
  readonly node: PlanNode;
  readonly needs: readonly LimitNeed[];
  readonly signal: AbortSignal;
  readonly pollTimer: PollTimer;
  toldOfOthers = false;
  #isWoken = false;
  #resume: (() => void) | undefined;

  constructor(node: PlanNode, { signal, pollTimer }: WaitingPhase) {
    this.node = node;
    this.needs = node.model.note.limits!;
    this.signal = signal;
    this.pollTimer = pollTimer;
  }

  wake(): void {
    this.#isWoken = true;
    this.#resume?.();
  }

  woken(): Promise<void> {
    return this.#isWoken ? Promise.resolve() : new Promise((resolve) => (this.#resume = resolve));
  }

  /** Forgets that it was woken: what that was for is looked at next. */
  heed(): void {
    this.#isWoken = false;
  }
}

/**
 * Nodes take all units that they need at once, or none, after everything else that they wait for; who has units waits
 * for nothing. So nobody waits for each other crosswise. Each limit has its line, so that a large need has its turn; only
 * the first of a line asks the record, where it has its place among those of other runs.
 */
export class LimitQueue {
  readonly #parts: LimitQueueParts;
  readonly #limits: ReadonlyMap<string, Limit>;
  readonly #held = new Map<NodeState, HeldUnits>();
  #away = 0;

  constructor(parts: LimitQueueParts) {
    this.#parts = parts;
    const limits = [...parts.units.capacities].map(([name, capacity]) => [name, new Limit(capacity)] as const);
    this.#limits = new Map(limits);
    const wakeAll = (): void => {
      for (const [, { line }] of limits) for (const waiter of line) waiter.wake();
    };
    for (const signal of parts.signals) signal.addEventListener('abort', wakeAll);
  }

  /** Takes what it needs where nothing has to be waited for: nobody is in line, there is enough, and no other run is there. */
  tryTake(state: NodeState): boolean {
    const { note } = state.node.model;
    if (!this.#mayTake(note.limits!, undefined)) return false;
    const units = this.#parts.units.takeAlone(state.node.label, note.limits!);
    if (units) this.#keep(state, units);
    return units !== undefined;
  }

  /**
   * True once it has its units, false where waiting for them was ended.
   * The caller has a slot, and has one again afterwards: who waits needs none.
   */
  async take(state: NodeState, phase: WaitingPhase): Promise<boolean> {
    const { slots } = this.#parts;
    const { signal } = phase;
    const waiter = new Waiter(state.node, phase);
    for (const limit of this.#of(waiter.needs)) limit.line.join(waiter);
    try {
      while (!signal.aborted) {
        waiter.heed();
        if (this.#mayTake(waiter.needs, waiter) && (await this.#ask(state, waiter))) return true;
        slots.give();
        await this.#wait(waiter);
        await (signal.aborted ? slots.take() : slots.takeFirst());
      }
      return false;
    } finally {
      // A handler may need the same limits: no waiter that has given up may stand before it.
      for (const { line } of this.#of(waiter.needs)) line.leave(waiter);
      this.#wakeFirst(waiter.needs);
    }
  }

  /** Undefined where there is nothing to wait for. */
  release(state: NodeState): Promise<void> | undefined {
    const units = this.#held.get(state);
    if (!units) return undefined;
    this.#held.delete(state);
    for (const { name, units: number } of units.needs) this.#limits.get(name)!.used -= number;
    const released = this.#parts.units.release(units);
    if (released) return released.then(() => this.#wakeFirst(units.needs));
    this.#wakeFirst(units.needs);
    return undefined;
  }

  /** Until it is its turn and there is enough, as far as this run knows. */
  async #wait(waiter: Waiter): Promise<void> {
    const { ready, waiting } = this.#parts;
    const { pollTimer, signal } = waiter;
    const isAway = this.#away < maxAway;
    this.#away += 1;
    if (isAway) ready.away();
    // Refused by the record, though it may take them here: others have them.
    if (this.#mayTake(waiter.needs, waiter)) {
      await this.#tellOfOthers(waiter);
      await Promise.race([pollTimer.next(), waiter.woken()]);
    } else {
      waiting(waiter.node, this.#namesOf(waiter), undefined);
      do {
        await waiter.woken();
        waiter.heed();
      } while (!signal.aborted && !this.#mayTake(waiter.needs, waiter));
    }
    this.#away -= 1;
    if (isAway) ready.back();
  }

  async #ask(state: NodeState, waiter: Waiter): Promise<boolean> {
    const { units } = this.#parts;
    const { node, needs, pollTimer } = waiter;
    const got = units.takeAlone(node.label, needs) ?? (await units.take(node.label, needs));
    if (!got) return false;
    this.#keep(state, got);
    pollTimer.hurry();
    return true;
  }

  async #tellOfOthers(waiter: Waiter): Promise<void> {
    if (waiter.toldOfOthers) return;
    const held = await this.#parts.units.heldBy(this.#namesOf(waiter));
    const [by] = held.values();
    // Nobody has them any more.
    if (!by) return;
    waiter.toldOfOthers = true;
    this.#parts.waiting(waiter.node, [...held.keys()], by);
  }

  #mayTake(needs: readonly LimitNeed[], waiter: Waiter | undefined): boolean {
    return needs.every(({ name, units }) => {
      const { line, used, capacity } = this.#limits.get(name)!;
      return line.first === waiter && used + units <= capacity;
    });
  }

  #keep(state: NodeState, units: HeldUnits): void {
    this.#held.set(state, units);
    for (const { name, units: number } of units.needs) this.#limits.get(name)!.used += number;
  }

  #wakeFirst(needs: readonly LimitNeed[]): void {
    for (const { line } of this.#of(needs)) line.first?.wake();
  }

  /** Gives the names of the limits that it has to wait for, or else of all of them. */
  #namesOf({ needs }: Waiter): string[] {
    const names = needs.map(({ name }) => name);
    const short = needs.filter(({ name, units }) => {
      const { used, capacity } = this.#limits.get(name)!;
      return used + units > capacity;
    });
    return short.length > 0 ? short.map(({ name }) => name) : names;
  }

  #of(needs: readonly LimitNeed[]): Limit[] {
    return needs.map(({ name }) => this.#limits.get(name)!);
  }
}
