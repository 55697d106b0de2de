import type { Counts, NodeStatus, RunEnd, ToleratedFailures } from '../lineage/entries.ts';
import type { Reason } from '../scheduler/why/reason.ts';

/** One node in the document that `--json` prints and `run()` answers with. */
export interface RunNode {
  readonly node: string;
  readonly task: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: NodeStatus;
  readonly reason: string;
  /** The same as data, for what ran or was found. */
  readonly because?: Reason;
  /** It failed, or was skipped for a failure, and an input that it was for went on without it. */
  readonly tolerated?: boolean;
  readonly attempts: number;
  readonly ms: number;
  readonly componentRun: string | null;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly code: string | null;
    readonly at: string | null;
  };
}

/** A whole run as one document. */
export interface RunDocument<T = unknown> {
  readonly run: string;
  readonly target: string;
  readonly status: RunEnd['status'];
  /** The reason why a failed run ended before its time, or failed at the end of it, where no other task is to blame. */
  readonly error?: string;
  /** Failures that inputs put up with; left out where there are none. */
  readonly tolerated?: readonly ToleratedFailures[];
  readonly output: T;
  readonly outputIds: readonly string[];
  readonly ms: number;
  readonly counts: Omit<Counts, 'cancelled'>;
  readonly nodes: readonly RunNode[];
  /** How many more succeeded and are counted only: of lists of more than 10 000 nodes. Left out where there are none. */
  readonly unlisted?: number;
}
