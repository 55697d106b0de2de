/** One run at work. Its id is new each time that it comes in, so it serves as the fencing token. */
export interface NewHolder {
  readonly id: string;
  readonly process: string;
  readonly run: string;
}

/** An identity, and the readable name of the node that wants it. */
export interface Wanted {
  readonly identity: string;
  readonly node: string;
}

/** Whose lease it is, in words that people can do something with. */
export interface HeldBy {
  readonly holder: string;
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

export interface HolderState extends HeldBy {
  /** By the clock that all holders share: the server's, or this machine's. */
  readonly expired: boolean;
}

type Soon<T> = Promise<T> | T;

/** What a database does for {@link Leases}: each of these is one transaction. `ms` is how long a holder may be silent. */
export interface LeaseStore {
  /** Comes in. True if nobody else is there; two that come in at once don't both get this answer. */
  readonly join: (holder: NewHolder, ms: number) => Soon<boolean>;
  /** Still here, alone or not, with these new leases. How many others there are, or undefined if it was removed. */
  readonly beat: (holder: string, ms: number, alone: boolean, leases: readonly Wanted[]) => Soon<number | undefined>;
  /** Those it got; none while a lone holder may be running them without a lease. Undefined if it was removed. */
  readonly take: (holder: string, wanted: readonly Wanted[]) => Soon<readonly string[] | undefined>;
  readonly release: (holder: string, identities: readonly string[]) => Soon<void>;
  /** Goes, and all of its leases with it. */
  readonly leave: (holder: string) => Soon<void>;
  /** Who has them, or may be running them without a lease. */
  readonly heldBy: (asker: string, identities: readonly string[]) => Soon<ReadonlyMap<string, HeldBy>>;
  readonly holders: () => Soon<readonly HolderState[]>;
  /** Takes away the expired ones and those that are known to be dead, with their leases. */
  readonly remove: (dead: readonly string[]) => Soon<void>;
}

/** Whatever the database says comes out as one of our errors. */
export function translated(leases: LeaseStore, translate: (error: unknown) => unknown): LeaseStore {
  const guarded =
    <A extends unknown[], R>(work: (...args: A) => Soon<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await work(...args);
      } catch (error) {
        throw translate(error);
      }
    };
  return {
    join: guarded(leases.join),
    beat: guarded(leases.beat),
    take: guarded(leases.take),
    release: guarded(leases.release),
    leave: guarded(leases.leave),
    heldBy: guarded(leases.heldBy),
    holders: guarded(leases.holders),
    remove: guarded(leases.remove),
  };
}
