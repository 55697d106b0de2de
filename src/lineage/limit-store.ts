import type { HeldBy, Soon } from './holder-types.ts';

/** So many units of one limit. */
export interface Units {
  readonly name: string;
  readonly units: number;
}

/** Units of several limits that one execution of a node has. */
export interface Use {
  readonly id: string;
  /** The node's readable name. */
  readonly node: string;
  readonly needs: readonly Units[];
}

/** The part of limits that a database does: each of these is one transaction. */
export interface LimitStore {
  /**
   * Gives the uses it got, each with all of its units or none of them: together, the holders that are there have no
   * more than the capacities. Who didn't get it and goes on asking is before those who began to ask later. None while a
   * lone holder may have taken some without writing it down. Undefined if it was removed.
   */
  readonly take: (
    holder: string,
    uses: readonly Use[],
    capacities: ReadonlyMap<string, number>,
  ) => Soon<readonly string[] | undefined>;
  readonly release: (ids: readonly string[]) => Soon<void>;
  /** For each of these limits another holder that has units of it, or may have. */
  readonly heldBy: (asker: string, names: readonly string[]) => Soon<ReadonlyMap<string, HeldBy>>;
}

/** Milliseconds for which someone who waits counts without asking again: some times as long as between two looks. */
export const waitExpiry = 2000;

/** How it stands with the limits that somebody asks for. */
export interface Standing {
  readonly used: ReadonlyMap<string, number>;
  /** Limits that others have waited for longer. */
  readonly promised: ReadonlySet<string>;
}

export interface Answer {
  readonly got: readonly Use[];
  /** Limits that are waited for from now on, and those that are not any more. */
  readonly wait: readonly string[];
  readonly waited: readonly string[];
}

/** Chooses in the order of asking, as long as there is something left. */
export function answer(
  uses: readonly Use[],
  { used: before, promised }: Standing,
  capacities: ReadonlyMap<string, number>,
): Answer {
  const used = new Map(before);
  const fits = ({ needs }: Use): boolean => {
    const after = needs.map(({ name, units }) => [name, (used.get(name) ?? 0) + units] as const);
    if (after.some(([name, units]) => promised.has(name) || units > (capacities.get(name) ?? 0))) return false;
    for (const [name, units] of after) used.set(name, units);
    return true;
  };
  const { got = [], refused = [] } = Object.groupBy(uses, (use) => (fits(use) ? 'got' : 'refused'));
  const wait = namesOf(refused);
  return { got, wait, waited: namesOf(got).filter((name) => !wait.includes(name)) };
}

export const namesOf = (uses: readonly Use[]): string[] => [
  ...new Set(uses.flatMap(({ needs }) => needs.map(({ name }) => name))),
];
