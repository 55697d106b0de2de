/** The longest delay that Node's timers keep; of a longer one they make a millisecond. */
const longest = 2 ** 31 - 1;

/** Waits for so many milliseconds, or until the signal is aborted: that ends the wait, and is no error. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, longest));
    signal?.addEventListener('abort', done);
  });
}
