import type { JobError } from '../../lineage/entries.ts';

/** How long a task has to end by itself once it was asked to; then its worker is killed. Less than a run has to end in order. */
export const grace = 2000;

/** The messages to a worker besides its jobs; plain texts, which the pool's own protocol lets pass. */
export const tell = {
  /** The job's signal is aborted; the reason stands behind it. */
  abort: 'clew:abort ',
  /** Answered by `alive`, unless something blocks its event loop. */
  ping: 'clew:ping',
  /** No job comes any more: it may end as soon as nothing is left to do in it. */
  retire: 'clew:retire',
} as const;

/** A message of a worker about the job that it runs, besides its result. */
export type Said =
  | { readonly type: 'started' | 'alive' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }
  /** Something was thrown where nothing could catch it. */
  | { readonly type: 'stray'; readonly error: JobError };
