import { exitFlushed } from '../executors/process-output.ts';

let chosen: number | undefined;

/** Ends the process on purpose, as soon as what it has written has arrived; the first code counts. */
export function exit(code: number): void {
  chosen ??= code;
  void exitFlushed(chosen);
}

/** Ends the process at once, for someone who doesn't want to wait for anything. */
export function exitNow(code: number): never {
  chosen = code;
  process.exit(code);
}

/** The code of an end on purpose that is under way: every other `process.exit()` is somebody else's. */
export const leaving = (): number | undefined => chosen;
