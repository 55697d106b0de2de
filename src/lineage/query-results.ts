import type { ArtifactPlace, ArtifactRef } from '../storage/ref.ts';
import type { CheckOutcome } from './check-rows.ts';
import type { FrameInput } from './trace.ts';
import type {
  NodeStatus,
  RunStatus,
  ProcessInfo,
  ComponentInfo,
  RunStart,
  Counts,
  ToleratedFailures,
  JobError,
} from './entries.ts';

/** An earlier component run that answers a lookup by identity. */
export interface FoundRun {
  readonly id: string;
  readonly run: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The digest of what it used besides the code that is known beforehand; null where that is nothing. */
  readonly dependencies: string | null;
  /** The one named `output` first; inline bytes included. */
  readonly artifacts: readonly ArtifactRef[];
}

/** An earlier component run as far as it tells why a node runs again; what it only found again stands for its maker. */
export interface PastRun {
  readonly id: string;
  readonly run: string | null;
  readonly node: string | null;
  readonly status: NodeStatus;
  /** For `cached`: the component run whose artifacts serve. */
  readonly cachedFrom: string | null;
  readonly identity: string | null;
  readonly code: string | null;
  /** `file:line` of the class, relative to the project; null where it has no file. */
  readonly place: string | null;
  /** Encoded by `values/encode`, secrets masked. */
  readonly params: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** An earlier component run with what was measured. */
export interface HistoryRun extends PastRun {
  /** Why it ran, as it was said then. */
  readonly reason: string;
  readonly error: string | null;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface HistoryOptions {
  readonly limit: number;
  readonly offset?: number;
  /** Also those that only found another again. */
  readonly cached?: boolean;
}

/** Where a list of {@link PastRun} goes on. */
export type PastPlace = Pick<PastRun, 'id' | 'endedAt'>;

/** An input of a component run, and who had made it. */
export interface PastInput {
  readonly name: string;
  readonly codec: string;
  readonly digest: string;
  readonly madeBy: string;
  readonly node: string;
}

/** The content of what a component run returned: the same digest by the same codec is the same value. */
export interface OutputContent {
  readonly artifact: string;
  readonly codec: string;
  readonly digest: string;
}

/** The component run that wrote something else to the same place later. */
export interface Rewriting {
  readonly componentRun: string;
  readonly component: string;
  readonly endedAt: number;
}

export type IdKind = 'output id' | 'component run' | 'run' | 'artifact';

export type Resolved =
  | { readonly found: true; readonly kind: IdKind; readonly id: string }
  /** Several begin like this, or none does; `candidates` are those, or the most similar or newest ones. */
  | { readonly found: false; readonly ambiguous: boolean; readonly candidates: readonly string[] };

export interface RunSummary {
  readonly id: string;
  readonly target: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly profile: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly counts: Counts | null;
  readonly command: string | null;
  readonly error: string | null;
  readonly tolerated: readonly ToleratedFailures[];
  /** The run that it repeats. */
  readonly repeats: string | null;
  readonly process: ProcessInfo;
}

/** When a run was, and whether it may still be at work. */
export interface RunSpan {
  readonly id: string;
  readonly startedAt: number;
  /** Null where it never came to its end. */
  readonly endedAt: number | null;
  /** `silent`: it never ended, and nothing was heard of it for a while. */
  readonly state: 'over' | 'silent' | 'alive';
}

/** A run, with what is needed to go on with it or to repeat it: null where the record doesn't have it. */
export interface ResumableRun extends RunSummary, Pick<RunStart, 'module' | 'arguments' | 'code'> {}

/** The outcome of one node of a run in the end. */
export interface RunResult {
  readonly node: string;
  readonly componentRun: string;
  readonly status: NodeStatus;
  /** The artifact that it gave, its own or found again; null where it gave nothing. */
  readonly output: ArtifactPlace | null;
  readonly error: JobError | null;
}

export interface NodeRow {
  readonly componentRun: string;
  readonly node: string | null;
  readonly component: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: NodeStatus;
  readonly reason: string;
  readonly attempt: number;
  readonly cachedFrom: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly error: JobError | null;
}

export interface RunDetails extends RunSummary {
  /** In the order in which they were recorded, each attempt once. */
  readonly nodes: readonly NodeRow[];
}

export interface ArtifactRow extends ArtifactPlace {
  readonly damaged: boolean;
}

/** An artifact with the component run that made it. */
export interface ListedArtifact extends ArtifactRow {
  readonly madeBy: string;
  readonly component: string;
  readonly node: string | null;
  readonly run: string | null;
  readonly endedAt: number;
  /** The identity of the component run; null where it has none. */
  readonly identity: string | null;
  /** The model family of its component, else the task type, else `task` or `workflow`. */
  readonly family: string;
}

/** The space that the artifacts of a task take in one layer, in bytes. */
export interface UsedSpace {
  readonly component: string;
  readonly layer: string;
  /** The place of the first of the given moments since which they were made; how many those are, where it is before all. */
  readonly age: number;
  readonly artifacts: number;
  /** How many of them are folders. The record has the list of what is in one, and so does `size`. */
  readonly folders: number;
  readonly size: number;
}

/** Which artifacts: all that are left out say nothing. */
export interface ArtifactFilter {
  readonly artifact?: string;
  readonly componentRun?: string;
  readonly run?: string;
  readonly component?: string;
  readonly name?: string | readonly string[];
  /** The beginning of an identity: what component runs with it have made. */
  readonly identity?: string;
  readonly key?: string;
}

export interface ComponentRunDetails extends NodeRow {
  readonly run: string | null;
  readonly identity: string | null;
  readonly code: string | null;
  readonly place: string | null;
  readonly executor: string;
  readonly process: ProcessInfo;
  readonly owner: string | null;
  readonly doc: string | null;
  /** The kind of its component, with what was said of it. */
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds for which what it gives counts as fresh. */
  readonly freshFor: number | null;
  /** The outcomes of the checks of its kind around it. */
  readonly checks: readonly CheckOutcome[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly inputs: readonly FrameInput[];
  /** The component run in which it was called. */
  readonly caller?: string;
  readonly artifacts: readonly ArtifactRow[];
  readonly outputIds: readonly OutputIdSummary[];
}

export interface ComponentSummary extends Omit<ComponentInfo, 'fields'> {
  /** The values that its kind asks for, as plain JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly runs: number;
  readonly lastStatus: NodeStatus | null;
  readonly lastAt: number | null;
}

export interface OutputIdSummary {
  readonly id: string;
  readonly label: string | null;
  readonly componentRun: string;
}

/** A node that is being run. */
export interface LeaseSummary {
  readonly node: string;
  readonly identity: string;
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  readonly takenAt: number;
}

/** Units of a limit that a node has while it runs. */
export interface LimitSummary {
  readonly limit: string;
  readonly units: number;
  readonly node: string;
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  readonly takenAt: number;
}
