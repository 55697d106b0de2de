/** The place where the way forward begins: {@link Reader.impact}. */
export type ImpactStart =
  | { readonly kind: 'component run' | 'run' | 'artifact' | 'output id'; readonly id: string }
  /** Every component run of a component by this code: the digest of its manifest. */
  | { readonly kind: 'code'; readonly component: string; readonly code: string };

/** One component run that the start is, or that something of it came to. */
export interface Reached {
  readonly componentRun: string;
  /** It is what was asked for, or found again for it; the others come after. */
  readonly isStart: boolean;
  readonly component: string;
  readonly node: string | null;
  readonly status: string;
  readonly run: string | null;
  readonly endedAt: number;
  /** How many output ids it has given out … */
  readonly outputIds: number;
  /** … and the first few of them. */
  readonly some: readonly { readonly id: string; readonly label: string | null }[];
}

/** An output id that came from the start. */
export interface ReachedOutput {
  readonly id: string;
  readonly label: string | null;
  readonly componentRun: string;
}

/** Which code of a component ran how often. */
export interface CodeUse {
  readonly code: string;
  readonly runs: number;
  readonly lastAt: number;
}
