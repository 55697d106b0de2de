/** Something that outputs may have in common. */
export type Suspect =
  /** A component, as its code was then. */
  | { readonly kind: 'code'; readonly component: string; readonly code: string; readonly componentRuns: number }
  /** One version of something that came from outside, or lay at a path or a URL. */
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly artifact: string;
      /** The path, the URL, or the value itself where it is short. */
      readonly at: string | null;
      readonly digest: string;
      /** The component run that made it; null for what came from outside. */
      readonly from: string | null;
    }
  | { readonly kind: 'param'; readonly component: string; readonly name: string; readonly value: unknown }
  | {
      readonly kind: 'component run';
      readonly componentRun: string;
      readonly component: string;
      readonly node: string | null;
      /** ISO 8601. */
      readonly at: string;
    }
  /** One of several things that a component run made. */
  | {
      readonly kind: 'artifact';
      readonly artifact: string;
      readonly name: string;
      readonly from: string;
      readonly component: string;
    };

/** A suspect and where it was on the way. */
export interface Trail {
  readonly suspect: Suspect;
  /** The component runs that it took part in, by their places among all, upwards. */
  readonly nodes: readonly number[];
}
