/** Why a component run is not what one would get today: judged when somebody looks, kept nowhere. */
export type Stale =
  /** An input that it read was made anew, and came out otherwise. */
  | { readonly kind: 'newer-input'; readonly field: string; readonly input: Version; readonly newer: Version }
  /** It was made anew itself, and came out otherwise; only said of what was asked for. */
  | { readonly kind: 'newer-self'; readonly newer: Version }
  /** In the project that one stands in, its code is another one now. */
  | { readonly kind: 'code-changed'; readonly files: readonly string[] }
  /** The newest component run of its component has failed. */
  | { readonly kind: 'last-failed'; readonly failed: Version }
  /** It is older than what its component declares to be fresh. */
  | { readonly kind: 'too-old'; readonly made: string; /** Milliseconds. */ readonly freshFor: number };

/** One component run of many of a node. */
export interface Version {
  readonly componentRun: string;
  readonly node: string;
  /** When it ended, ISO 8601. */
  readonly at: string;
}
