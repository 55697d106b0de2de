import type { CheckOutcome } from '../lineage/checks.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import type { JobError } from '../lineage/entries.ts';
import type { JobOutcome } from './outcome.ts';
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

/** What one node gave: its output, and what it stored on the way. */
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
  /** Encoded by `values/encode`. Secrets are in it: a job is never written down as it is. */
  readonly params: string;
  /** The parameters that must not be seen in messages. */
  readonly secrets: readonly string[];
  readonly inputs: readonly JobInput[];
  /** The layer that the task named, or null: small values to the record, larger ones to the default layer. */
  readonly storage: string | null;
  /** What the names of all that this node makes begin with. */
  readonly prefix: string;
  readonly attempt: number;
  readonly timeout: number | null;
  /** What others have begun before doesn't serve for it: it is to run again whatever there is. */
  readonly fresh?: boolean | undefined;
  /** Of a task that runs at a workflow's end: how that one ended. */
  readonly outcome?: JobOutcome | undefined;
}

/** An output id that the task gave out. */
export interface JobOutputId {
  readonly id: string;
  readonly label: string | null;
}

/** What became of a job. */
export interface TaskResult {
  readonly status: 'ran' | 'failed' | 'cancelled';
  readonly output: ArtifactRef | null;
  readonly stored: readonly ArtifactRef[];
  readonly outputIds: readonly JobOutputId[];
  readonly metrics: Readonly<Record<string, number>>;
  /** What the kind of the task has checked, where it has one. */
  readonly checks?: readonly CheckOutcome[] | undefined;
  readonly error: JobError | null;
  /** Of one that failed: whether another attempt is left, and may go better. */
  readonly retryable: boolean;
  /** An input whose bytes are not what they were. */
  readonly damaged: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What a job says while it runs. */
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
