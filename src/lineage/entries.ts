import type { ArtifactRef } from '../storage/ref.ts';
import type { CheckOutcome } from './check-rows.ts';

/** The outcome of a node, in the record, in JSON and on the screen alike. */
export type NodeStatus = 'ran' | 'cached' | 'failed' | 'skipped' | 'cancelled';
/** `died` is never written: it is what a reader sees of a run whose process is gone without having ended it. */
export type RunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'died';

/** The process that recorded something: kept once, pointed at by its runs and component runs. */
export interface ProcessInfo {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly user: string | null;
  readonly cwd: string;
  readonly clewVersion: string;
  readonly nodeVersion: string;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
}

export interface ComponentInfo {
  readonly name: string;
  /** `task`, `workflow`, `component` for other code, or the kind that it was said to be of. */
  readonly kind: string;
  readonly doc: string | null;
  readonly owner: string | null;
  readonly modelFamily: string | null;
  readonly taskType: string | null;
  /** The values that its kind asks for, of one of a kind that was defined: encoded by `values/encode`. */
  readonly fields?: string | null;
  /** Milliseconds for which what it gives counts as fresh. */
  readonly freshFor?: number | null;
}

export interface RunStart {
  readonly id: string;
  readonly target: string;
  /** Encoded by `values/encode`, secrets masked. */
  readonly params: string;
  readonly profile: string;
  /** The command that repeats it, secrets left out. */
  readonly command: string | null;
  /** Where the target was found, relative to the project; null for a run that was not started from a command line. */
  readonly module: string | null;
  /** The arguments of the target, secrets left out, for whoever goes on with the run; encoded by `values/encode`. */
  readonly arguments: string | null;
  /** The digest of a kept {@link CodeManifest}: all that its module loads, for whoever repeats it. */
  readonly code: string | null;
  /** The run that it repeats. */
  readonly repeats: string | null;
  readonly startedAt: number;
  readonly process: ProcessInfo;
  readonly components: readonly ComponentInfo[];
  /** Pairs of names: component, what it depends on. */
  readonly dependencies: readonly (readonly [string, string])[];
}

export interface Counts {
  readonly total: number;
  readonly ran: number;
  readonly cached: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** Failures that an input put up with. */
export interface ToleratedFailures {
  /** The node and the field, such as `Nightly.scores`. */
  readonly by: string;
  readonly task: string;
  /** How many nodes the input has, and how many of them failed or were skipped for a failure. */
  readonly of: number;
  readonly failed: number;
  /** The first of those. */
  readonly nodes: readonly { readonly node: string; readonly error: string }[];
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running' | 'died'>;
  readonly endedAt: number;
  readonly counts: Counts;
  readonly error: string | null;
  readonly tolerated?: readonly ToleratedFailures[];
}

/** A thrown thing as plain data; `runtime/job` makes it. */
export interface JobError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly code: string | null;
  readonly next: string | null;
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/** One component run, whole: the row, its artifacts, its inputs and its output ids go in by one transaction. */
export interface ComponentRunEntry {
  readonly id: string;
  readonly component: string;
  /** The pipeline run it belongs to. */
  readonly run: string | null;
  readonly process: string;
  /** The node's readable name in its plan. */
  readonly node: string | null;
  readonly identity: string | null;
  /** The digest of a kept {@link CodeManifest}. */
  readonly code: string | null;
  /** `file:line` of the class as it ran, relative to the project. */
  readonly place: string | null;
  /** Encoded by `values/encode`, secrets masked. */
  readonly params: string;
  readonly status: NodeStatus;
  readonly reason: string;
  readonly attempt: number;
  /** For `cached`: the component run whose artifacts serve. */
  readonly cachedFrom: string | null;
  readonly executor: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly error: JobError | null;
  readonly metrics: Readonly<Record<string, number>>;
  /** In the order of declaration. A million of them need not be in memory at once. */
  readonly inputs: Listed<EntryInput>;
  /** The artifacts that it made. */
  readonly artifacts: readonly ArtifactRef[];
  readonly outputIds: readonly { readonly id: string; readonly label: string | null }[];
  /** The outcomes of the checks of its kind, where it has one. */
  readonly checks?: readonly CheckOutcome[] | undefined;
  /** The dependencies beyond the code that is known in advance; null or undefined if there are none. */
  readonly dependencies?: KeptDependencies | null | undefined;
}

/** Dependencies as the record keeps them: once for each content, however many component runs share it. */
export interface KeptDependencies {
  /** The digest of the first of the texts. */
  readonly digest: string;
  /** The text itself, and those that it names by their digests. Empty where they are kept already. */
  readonly texts: readonly KeptText[];
}

/** A text of the table of code. */
export interface KeptText {
  readonly digest: string;
  /** `file`: what was read; of what is no text, Base64. */
  readonly kind: 'dependencies' | 'package-files' | 'source' | 'file';
  readonly content: string;
}

/** A collection that can be gone through again and again, and is not necessarily an array. */
export interface Listed<T> extends Iterable<T> {
  readonly length: number;
}

export interface EntryInput {
  /** The field. */
  readonly name: string;
  readonly artifact: string;
}

/** The code behind a task: its file, the project files it imports, and the packages with their versions. */
export interface CodeManifest {
  /** The digest of everything in it. */
  readonly digest: string;
  /** Paths are relative to the project's root. */
  readonly entry: string;
  readonly files: readonly {
    readonly path: string;
    /** The digest of the source. */
    readonly digest: string;
    /** The digest of what counts of the source: of a comment, nothing does. */
    readonly identity: string;
    readonly source: string;
    /** Names of its top level, where only what they reach counts. */
    readonly roots?: readonly string[];
    /** True for a file that counts only for what it does when it is evaluated. */
    readonly effect?: true;
  }[];
  readonly packages: Readonly<Record<string, string>>;
}
