/** Doubled for each attempt, at most a minute, and somewhere in the upper half, so that those who failed together don't come back together. */
export function backoffDelay(base: number, attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(base * 2 ** (attempt - 1), Math.max(base, 60_000));
  return whole * (0.5 + random() / 2);
}

/** Waits, or not any longer when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
