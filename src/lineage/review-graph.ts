/** A component run that handed out something, as one looks for what the bad ones have in common. */
export interface Giver {
  /** The component run itself; of one that found another again, that other one. */
  readonly componentRun: string;
  readonly component: string;
  readonly endedAt: number;
}

/** Near what, in time, {@link ReviewGraph.giversNear} looks. */
export interface Nearness {
  readonly component: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly side: 'before' | 'after';
  readonly limit: number;
}

/** A piece of what is known of one component run on the way, as the database finds it. */
export type ReviewGraphPart =
  | {
      readonly kind: 'component run';
      readonly id: string;
      readonly component: string;
      readonly node: string | null;
      readonly code: string | null;
      /** Encoded by `values/encode`. */
      readonly params: string;
      readonly endedAt: number;
    }
  | {
      readonly kind: 'input';
      readonly id: string;
      readonly name: string;
      readonly artifact: string;
      /** The component run that made it; null for what came from outside. */
      readonly from: string | null;
      /** The path or the URL of what lies outside of all storage layers, or the value itself where it is short. */
      readonly at: string | null;
      readonly digest: string;
    }
  | { readonly kind: 'caller'; readonly id: string; readonly caller: string };

/** The graph of what leads to many outputs at once: to look for what they have in common. */
export interface ReviewGraph {
  /** By whom these output ids were handed out, the latest where there are several. */
  giversOf(outputIds: readonly string[]): Promise<ReadonlyMap<string, Giver>>;
  /** Component runs of one component that handed out something, nearest to a moment first. */
  giversNear(near: Nearness): Promise<readonly Giver[]>;
  /** All that led to these component runs, themselves included: one recursive query, each component run once. */
  ways(componentRuns: readonly string[]): AsyncIterable<ReviewGraphPart>;
}
