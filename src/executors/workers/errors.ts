import { TaskError } from '../../errors.ts';
import { formatExact } from '../../values/duration.ts';
import type { Isolation } from '../../authoring/isolate.ts';
import type { JobError } from '../../lineage/entries.ts';

/** The task, or something that it uses, ended its worker on purpose. */
export class CalledExit extends TaskError {
  constructor(node: string, place: Isolation, code: number | null) {
    super('CALLED_EXIT', `${node} called process.exit(${code ?? ''}) in its ${place}.`, {
      next: 'Return from run() instead, or throw an error.',
    });
  }
}

/** The worker was ended from outside, or by a crash in native code. */
export class WorkerKilled extends TaskError {
  constructor(node: string, signal: string) {
    super('WORKER_KILLED', `${node} did not come to its end: its process was killed by ${signal}.`, {
      next: hints[signal] ?? 'Something outside of Clew ended it.',
    });
  }
}

const crash = 'It crashed, most likely in native code that it uses.';
const hints: Readonly<Record<string, string>> = {
  SIGKILL: 'Where nobody did so on purpose, the system was out of memory.',
  SIGABRT: crash,
  SIGBUS: crash,
  SIGFPE: crash,
  SIGILL: crash,
  SIGSEGV: crash,
};

export class OutOfMemory extends TaskError {
  /** `limit` in MB, where it is known. */
  constructor(node: string, place: Isolation, limit: number | undefined) {
    const most = limit === undefined ? '' : ` (limit ${limit} MB)`;
    super('OUT_OF_MEMORY', `${node} ran out of memory in its ${place}${most}.`, {
      next: "Keep less at a time, such as by streaming, or give it more with @Task({ memory: '4 GB' }).",
    });
  }
}

export class BlockedPastTimeout extends TaskError {
  constructor(node: string, place: Isolation, timeout: number) {
    super('BLOCKED', `${node} blocked its ${place} past its timeout of ${formatExact(timeout)} and was stopped.`, {
      next: "Give it more time with @Task({ timeout: '…' }), or let go of the event loop now and then.",
    });
  }
}

export class IgnoredAbort extends TaskError {
  constructor(node: string, place: Isolation, patience: number) {
    super('IGNORED_ABORT', `${node} did not stop within ${formatExact(patience)}, so its ${place} was stopped.`, {
      next: 'Ask for a TaskContext in the constructor and listen to its signal.',
    });
  }
}

/** Something was thrown in a worker where no task could catch it. */
export class StrayInWorker extends TaskError {
  constructor(node: string, thrown: JobError) {
    super('STRAY_EXCEPTION', `While ${node} ran, something was thrown outside of its run(): ${thrown.message}`, {
      next: 'A callback threw, or nobody awaited a promise: await it in run(), so that the task fails.',
    });
    // Its place is the user's, not ours.
    this.stack = thrown.stack ?? '';
  }
}

/** The worker did not come to life. */
export class WorkerNotStarted extends TaskError {
  constructor(node: string, place: Isolation, why: string) {
    super('WORKER_NOT_STARTED', `No ${place} could be started for ${node}: ${why}.`, {
      next: 'The system may be out of processes or memory: lower --concurrency.',
    });
  }
}
