import type { JobError } from '../../lineage/entries.ts';
import type { TaskJob, TaskResult } from '../../runtime/job.ts';

/** How long a task has to end by itself once it was asked to; then its worker is killed. Less than a run has to end in order. */
export const grace = 2000;

/** A message to a worker. */
export type Request =
  /** The first one comes with the program. */
  | { readonly type: 'run'; readonly job: TaskJob; readonly program?: unknown }
  /** The job's signal is aborted. */
  | { readonly type: 'abort'; readonly reason: string }
  /** Answered by `alive`, unless something blocks its event loop. */
  | { readonly type: 'ping' }
  /** No job comes any more: it ends as soon as nothing is left to do in it. */
  | { readonly type: 'retire' }
  /** It is idle, and ends now. */
  | { readonly type: 'end' };

/** A message of a worker about the job that it runs, besides its result. */
export type Said =
  | { readonly type: 'started' | 'alive' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }
  /** Something was thrown where nothing could catch it. */
  | { readonly type: 'stray'; readonly error: JobError };

/** A message of a worker: one `done` for each job, and what is said of it before. */
export type Reply = Said | { readonly type: 'done'; readonly result: TaskResult };
