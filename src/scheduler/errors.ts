import { TaskError } from '../errors.ts';
import { formatExact } from '../values/duration.ts';

/** The reason of a signal that ends a run before its time and makes it a failed one: every other reason cancels it. */
export abstract class RunStopped extends TaskError {
  /** Why nodes did not run, as half a sentence. */
  abstract readonly reason: string;
}

/** Whoever aborts a run cancels it, but for reasons that fail it. */
export function stoppedBy({ aborted, reason }: AbortSignal): RunStopped | undefined {
  return aborted && reason instanceof RunStopped ? reason : undefined;
}

/** The run as a whole took longer than it may. */
export class RunTimedOut extends RunStopped {
  override readonly reason: string;

  constructor(limit: number) {
    const reason = `the run took longer than its timeout of ${formatExact(limit)}`;
    super('RUN_TIMED_OUT', `${reason.replace('the', 'The')}.`, {
      next: 'Run it again with more time: what has run will not run again.',
    });
    this.reason = reason;
  }
}
