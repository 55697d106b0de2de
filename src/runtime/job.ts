import type { CheckOutcome } from '../lineage/check-rows.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import type { JobError, KeptDependencies } from '../lineage/entries.ts';
import type { JobOutcome } from './run-outcome.ts';
import type { InputMode } from '../authoring/notes.ts';

/** One input of a job: what the field stands for, and the artifacts that fill it. */
export interface JobInput {
  readonly field: string;
  readonly mode: InputMode;
  /** Whether the field gets handles instead of values. */
  readonly handle: boolean;
  readonly sources: readonly JobSource[];
  /** Instead of them, where they are very many: the component runs that made them. */
  readonly makers?: readonly string[];
}

/** The artifacts that one node gave: its output, and what it stored on the way. */
export interface JobSource {
  readonly output: ArtifactRef;
  readonly stored: readonly ArtifactRef[];
}

/** Everything that is needed to run one node once, anywhere. Plain, serializable. */
export interface TaskJob {
  readonly run: string;
  /** The component run that this attempt will be. */
  readonly componentRun: string;
  readonly node: string;
  readonly identity: string;
  readonly task: { readonly module: string; readonly name: string };
  /** The identity of the task's static code, as it was when the run was planned. */
  readonly code?: string | undefined;
  /** Encoded by `values/encode`. Secrets are in it: a job is never written down as it is. */
  readonly params: string;
  /** The parameters that are secret. */
  readonly secrets: readonly string[];
  /** The texts of all secrets of the run: `values/secrets` finds them in whatever the job says. */
  readonly hidden: readonly string[];
  readonly inputs: readonly JobInput[];
  /** The layer that the task named, or null: small values to the record, larger ones to the default layer. */
  readonly storage: string | null;
  /** The beginning of the names of all that this node makes. */
  readonly prefix: string;
  readonly attempt: number;
  readonly timeout: number | null;
  /** True where it is to run again whatever there is: what others have begun before doesn't serve for it. */
  readonly fresh?: boolean | undefined;
  /** The outcome of the workflow, for a task that runs at its end. */
  readonly outcome?: JobOutcome | undefined;
}

/** An output id that the task gave out. */
export interface JobOutputId {
  readonly id: string;
  readonly label: string | null;
}

/** The outcome of a job. */
export interface TaskResult {
  readonly status: 'ran' | 'failed' | 'cancelled';
  readonly output: ArtifactRef | null;
  readonly stored: readonly ArtifactRef[];
  readonly outputIds: readonly JobOutputId[];
  readonly metrics: Readonly<Record<string, number>>;
  /** The outcomes of what the kind of the task has checked, where it has one. */
  readonly checks?: readonly CheckOutcome[] | undefined;
  /** The dependencies beyond the code that is known in advance; null or undefined if there are none. */
  readonly dependencies?: KeptDependencies | null | undefined;
  /** Its uses of the outside world, where those were watched: in audits. */
  readonly outsideUses?: readonly OutsideUse[] | undefined;
  readonly error: JobError | null;
  /** True where it failed, and another attempt is left and may go better. */
  readonly retryable: boolean;
  /** An input whose bytes are not what they were. */
  readonly damaged: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A call by which a task asked for something that is no part of its identity. */
export interface OutsideUse {
  readonly kind: 'clock' | 'random' | 'network' | 'program' | 'native' | 'database';
  /** The function or the thing that was asked for: `Date.now()`, a host, a file. */
  readonly what: string;
  /** The user's line; null where only an installed package is on the stack. */
  readonly at: { readonly file: string; readonly line: number } | null;
  /** The installed package that made the call for it. */
  readonly package: string | null;
}

/** A listener for what a job says while it runs. */
export interface JobListener {
  started?(): void;
  progress?(done: number, total: number | undefined): void;
  log?(level: 'debug' | 'info' | 'warn' | 'error', text: string): void;
}

/** WHERE a job runs. Every executor keeps one conformance suite: `test/contract/executor`. */
export interface Executor {
  /** Where jobs of a task run, as the record calls it: `in-process`, `thread`, `process`, `sagemaker`. */
  placeOf(task: string): string;
  /** How many jobs it takes at a time; the scheduler holds back the others. */
  readonly concurrency: number;
  /** Never rejects for what the task did: that is a result with the status `failed`. */
  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult>;
  close(): Promise<void>;
}
