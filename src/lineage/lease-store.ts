import type { HeldBy, HolderState, NewHolder, Soon } from './holder-types.ts';
import type { LimitStore, Use } from './limit-store.ts';

/** An identity, and the readable name of the node that wants it. */
export interface Wanted {
  readonly identity: string;
  readonly node: string;
}

/** The leases and units that are held and not yet written down. */
export interface Unwritten {
  readonly leases: readonly Wanted[];
  readonly uses: readonly Use[];
}

/**
 * The part of {@link Leases} that a database does: each of these is one transaction. `ms` is how long a holder may be
 * silent.
 */
export interface LeaseStore {
  /** Comes in. True if nobody else is there; two that come in at once don't both get this answer. */
  readonly join: (holder: NewHolder, ms: number) => Soon<boolean>;
  /** Still here, alone or not, and has these as well. How many others there are, or undefined if it was removed. */
  readonly beat: (holder: string, ms: number, alone: boolean, news: Unwritten) => Soon<number | undefined>;
  /**
   * Gives the identities it got; none while a lone holder may be running them without a lease. Undefined if it was
   * removed.
   */
  readonly take: (holder: string, wanted: readonly Wanted[]) => Soon<readonly string[] | undefined>;
  readonly release: (holder: string, identities: readonly string[]) => Soon<void>;
  /** Goes, and with it all that it has. */
  readonly leave: (holder: string) => Soon<void>;
  /** Tells who has them, or may be running them without a lease. */
  readonly heldBy: (asker: string, identities: readonly string[]) => Soon<ReadonlyMap<string, HeldBy>>;
  readonly holders: () => Soon<readonly HolderState[]>;
  /** Takes away the expired ones and those that are known to be dead, with all that they have. */
  readonly remove: (dead: readonly string[]) => Soon<void>;
  readonly limits: LimitStore;
}
