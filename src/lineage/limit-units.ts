import { idMaker } from '../values/id.ts';
import { Batcher, aMoment } from './batcher.ts';
import type { HeldBy } from './holder-types.ts';
import type { LimitStore, Units, Use } from './limit-store.ts';

const newUseId = idMaker('use', 7);

/** Units that one execution has until they are released. */
export class HeldUnits implements Use {
  readonly id = newUseId();
  readonly node: string;
  readonly needs: readonly Units[];
  /** The record has it, or gets it with a heartbeat that is under way. */
  isWritten = false;

  constructor(node: string, needs: readonly Units[]) {
    this.node = node;
    this.needs = needs;
  }
}

/** The holder that the units belong to. */
export interface Holder {
  readonly token: string;
  readonly alone: boolean;
  /** Coming in, or telling others that this one isn't alone any more. */
  readonly changing: Promise<void>;
  /** The heartbeats that are under way; never rejects. */
  readonly beating: Promise<unknown>;
  /** Its row was removed. */
  lost(token: string): void;
}

/**
 * The units of limits that one run has in the record, by the protocol of leases: as long as its holder's row is there,
 * and in memory alone while nobody else is there. The run itself sees to it that it takes no more than the capacity.
 */
export class LimitUnits {
  readonly capacities: ReadonlyMap<string, number>;
  readonly #store: LimitStore;
  readonly #holder: Holder;
  readonly #held = new Set<HeldUnits>();
  readonly #takes: Batcher<HeldUnits, HeldUnits | undefined>;
  readonly #releases: Batcher<HeldUnits, undefined>;

  constructor(store: LimitStore, holder: Holder, capacities: ReadonlyMap<string, number>) {
    this.#store = store;
    this.#holder = holder;
    this.capacities = capacities;
    const together = { limit: 1000, pause: aMoment };
    this.#takes = new Batcher((units) => this.#takeAll(units), together);
    this.#releases = new Batcher(async (units) => {
      await store.release(units.map(({ id }) => id));
      return units.map(() => undefined);
    }, together);
  }

  /** Where this run is alone, there is nobody to ask. */
  takeAlone(node: string, needs: readonly Units[]): HeldUnits | undefined {
    return this.#holder.alone ? this.#keep(new HeldUnits(node, needs)) : undefined;
  }

  /** All of them or none: undefined where others have them, or may have. */
  take(node: string, needs: readonly Units[]): Promise<HeldUnits | undefined> {
    return this.#takes.add(new HeldUnits(node, needs));
  }

  /** Undefined where there is nothing to wait for. */
  release(units: HeldUnits): Promise<void> | undefined {
    this.#held.delete(units);
    return units.isWritten ? this.#end(units) : undefined;
  }

  /** For each of these limits another run that has units of it, or may have. */
  async heldBy(names: readonly string[]): Promise<ReadonlyMap<string, HeldBy>> {
    return this.#store.heldBy(this.#holder.token, names);
  }

  /** The units that the next heartbeat has to write down. */
  get unwritten(): HeldUnits[] {
    return [...this.#held].filter(({ isWritten }) => !isWritten);
  }

  /** The holder's row was removed: what goes on has its units nevertheless, and is written down again, come what may. */
  lost(): void {
    for (const units of this.#held) units.isWritten = false;
  }

  async drain(): Promise<void> {
    await Promise.all([this.#takes.drain(), this.#releases.drain()]);
  }

  async #end(units: HeldUnits): Promise<void> {
    // A heartbeat under way may be writing it just now.
    await this.#holder.beating;
    await this.#releases.add(units);
  }

  #keep(units: HeldUnits): HeldUnits {
    this.#held.add(units);
    return units;
  }

  async #takeAll(wanted: readonly HeldUnits[]): Promise<(HeldUnits | undefined)[]> {
    for (;;) {
      await this.#holder.changing;
      const { alone, token } = this.#holder;
      if (alone) return wanted.map((units) => this.#keep(units));
      const got = await this.#store.take(token, wanted, this.capacities);
      if (token !== this.#holder.token) continue;
      if (!got) {
        this.#holder.lost(token);
        continue;
      }
      const mine = new Set(got);
      return wanted.map((units) => {
        if (!mine.has(units.id)) return undefined;
        units.isWritten = true;
        return this.#keep(units);
      });
    }
  }
}
