import { Worker } from 'node:worker_threads';

/** Watches from a thread of its own, because a task may block the one that would hear that the line is cut. */
const watch = `
const { workerData: parent } = require('node:worker_threads');
const isGone = () => {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
setInterval(() => isGone() && process.kill(process.pid, 'SIGKILL'), 1000);
`;

/** This process ends soon after its parent, however the parent ended and whatever happens here. */
export function endWithParent(): void {
  const watcher = new Worker(watch, {
    eval: true,
    workerData: process.ppid,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  // Without it all goes on: the parent's end is heard of as long as the event loop turns.
  watcher.on('error', () => undefined);
  watcher.unref();
}
