import type { NodeStatus } from './entries.ts';

/** One component run on the way back. */
export interface Frame {
  /** Steps from what was asked, along the shortest way. */
  readonly depth: number;
  readonly componentRun: string;
  readonly component: string;
  readonly node: string | null;
  readonly status: NodeStatus;
  readonly params: Readonly<Record<string, unknown>>;
  /** Keyed hashes of secret parameters, where there are some: equal ones stand for equal values. */
  readonly hashes?: Readonly<Record<string, string>>;
  readonly code: { readonly digest: string | null; readonly place: string | null };
  readonly git: { readonly commit: string | null; readonly dirty: boolean | null };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  /** `from` is the component run that made the artifact. */
  readonly inputs: readonly FrameInput[];
  readonly outputs: readonly FrameOutput[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly error: string | null;
  readonly owner: string | null;
  readonly run: string | null;
  /** The component run in which it was called. It may not be on record yet. */
  readonly caller?: string;
}

/** An artifact that a component run made. */
export interface FrameOutput {
  readonly name: string;
  readonly artifact: string;
  /** Where it was written, if that is no storage layer: a path or a URL. */
  readonly at?: string;
}

/** An artifact that came into a component run. */
export interface FrameInput {
  readonly name: string;
  readonly artifact: string;
  /** The component run that made it; null for what came from outside. */
  readonly from: string | null;
  /** A path or a URL; of what came from outside also a value itself, as JSON, where it is short. */
  readonly at?: string;
  /** The digest of what came from outside. */
  readonly digest?: string;
}

/** Where an output came from: a graph, each component run once, nearest first. */
export interface Trace {
  readonly asked: string;
  readonly frames: readonly Frame[];
  /** Component runs: [the one that read or was called, the one that made what it read or called it]. */
  readonly edges: readonly (readonly [string, string])[];
}
