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
  readonly code: { readonly digest: string | null; readonly place: string | null };
  readonly git: { readonly commit: string | null; readonly dirty: boolean | null };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  /** `from` is the component run that made the artifact. */
  readonly inputs: readonly { readonly name: string; readonly artifact: string; readonly from: string | null }[];
  readonly outputs: readonly { readonly name: string; readonly artifact: string }[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly error: string | null;
  readonly owner: string | null;
  readonly run: string | null;
}

/** Where an output came from: a graph, each component run once, nearest first. */
export interface Trace {
  readonly asked: string;
  readonly frames: readonly Frame[];
  /** Component runs: [the one that read, the one that made what it read]. */
  readonly edges: readonly (readonly [string, string])[];
}
