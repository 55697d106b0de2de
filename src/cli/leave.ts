let leaving = false;

/** Ends the process at once, on purpose: every other `process.exit()` is somebody else's. */
export function leave(code: number): never {
  leaving = true;
  process.exit(code);
}

export const isLeaving = (): boolean => leaving;
