const waiting = new Set<() => void>();
let watching = false;

function wake(): void {
  for (const callback of waiting) callback();
}

/**
 * Calls back when the process would end although someone still waits: the event loop is empty, so nothing can
 * ever settle what is waited for. Gives the way to stop watching. One listener serves any number of jobs, and stays.
 */
export function watchIdle(callback: () => void): () => void {
  if (!watching) process.on('beforeExit', wake);
  watching = true;
  waiting.add(callback);
  return () => void waiting.delete(callback);
}
