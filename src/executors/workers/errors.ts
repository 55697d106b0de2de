import { type TaskError, taskError } from '../../errors.ts';
import { formatExact } from '../../values/duration.ts';
import type { Isolation } from '../../authoring/isolate.ts';
import type { JobError } from '../../lineage/entries.ts';

/** The task, or something that it uses, ended its worker on purpose. */
export const calledExit = taskError('CALLED_EXIT', (node: string, place: Isolation, code: number | null) => ({
  message: `${node} called process.exit(${code ?? ''}) in its ${place}.`,
  next: 'Return from run() instead, or throw an error.',
}));

/** The worker was ended from outside, or by a crash in native code. */
export const workerKilled = taskError('WORKER_KILLED', (node: string, signal: string) => ({
  message: `${node} did not come to its end: its process was killed by ${signal}.`,
  next: hints[signal] ?? 'Something outside of Clew ended it.',
}));

const crash = 'It crashed, most likely in native code that it uses.';
const hints: Readonly<Record<string, string>> = {
  SIGKILL: 'Where nobody did so on purpose, the system was out of memory.',
  SIGABRT: crash,
  SIGBUS: crash,
  SIGFPE: crash,
  SIGILL: crash,
  SIGSEGV: crash,
};

/** A task that needed more memory than it had. `limit` in MB, where it is known. */
export const outOfMemory = taskError('OUT_OF_MEMORY', (node: string, place: Isolation, limit: number | undefined) => {
  const most = limit === undefined ? '' : ` (limit ${limit} MB)`;
  return {
    message: `${node} ran out of memory in its ${place}${most}.`,
    next: "Keep less at a time, such as by streaming, or give it more with @Task({ memory: '4 GB' }).",
  };
});

export const blockedPastTimeout = taskError('BLOCKED', (node: string, place: Isolation, timeout: number) => ({
  message: `${node} blocked its ${place} past its timeout of ${formatExact(timeout)} and was stopped.`,
  next: "Give it more time with @Task({ timeout: '…' }), or let go of the event loop now and then.",
}));

export const ignoredAbort = taskError('IGNORED_ABORT', (node: string, place: Isolation, patience: number) => ({
  message: `${node} did not stop within ${formatExact(patience)}, so its ${place} was stopped.`,
  next: 'Ask for a TaskContext in the constructor and listen to its signal.',
}));

/** Something was thrown in a worker where no task could catch it. */
export function strayInWorker(node: string, thrown: JobError): TaskError {
  // Its place is the user's, not ours.
  return Object.assign(strayException(node, thrown.message), { stack: thrown.stack ?? '' });
}

const strayException = taskError('STRAY_EXCEPTION', (node: string, what: string) => ({
  message: `While ${node} ran, something was thrown outside of its run(): ${what}`,
  next: 'A callback threw, or nobody awaited a promise: await it in run(), so that the task fails.',
}));

/** The worker did not come to life. */
export const workerNotStarted = taskError('WORKER_NOT_STARTED', (node: string, place: Isolation, why: string) => ({
  message: `No ${place} could be started for ${node}: ${why}.`,
  next: 'The system may be out of processes or memory: lower --concurrency.',
}));
