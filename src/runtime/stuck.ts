const waiting = new Set<() => void>();

function wake(): void {
  for (const callback of waiting) callback();
}

/**
 * Calls back when the process would end although someone still waits: the event loop is empty, so nothing can
 * ever settle what is waited for. Gives the way to stop watching. One listener serves any number of jobs.
 */
export function whenStuck(callback: () => void): () => void {
  if (waiting.size === 0) process.on('beforeExit', wake);
  waiting.add(callback);
  return () => {
    waiting.delete(callback);
    if (waiting.size === 0) process.off('beforeExit', wake);
  };
}
