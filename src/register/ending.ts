import { isMainThread } from 'node:worker_threads';

/** What has to be done before the process is gone, without waiting for anything but itself. */
const last = new Set<() => void>();
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const finish = (): void => {
  for (const work of last) work();
};

/** Whoever listens beside us decides what a signal means; alone, it means what it always does, after we are done. */
const heard = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return;
  finish();
  process.off(signal, heard);
  process.kill(process.pid, signal);
};

/** Does it at the process's end: its own, by `process.exit()`, by an error or by a signal. Gives the way to take it back. */
export function atTheEnd(work: () => void): () => void {
  if (last.size === 0) {
    process.on('exit', finish);
    if (isMainThread) for (const signal of signals) process.on(signal, heard);
  }
  last.add(work);
  return () => {
    if (!last.delete(work) || last.size > 0) return;
    process.off('exit', finish);
    for (const signal of signals) process.off(signal, heard);
  };
}
