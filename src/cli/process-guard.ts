import { StrayException } from '../project/errors.ts';
import { endedEarly } from './errors.ts';
import { exit, leaving } from './exit.ts';
import { errorText } from './render/error.ts';
import type { Terminal } from './terminal.ts';

/** How long a run that something threw into, or whose time is over, has to end in order. */
export const grace = 3000;

/** Waits for tasks that were asked to stop, and not for ever. */
export class Patience {
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number = grace) {
    this.#ms = ms;
  }

  /** `late` is called when the time is over; the first one counts. */
  begin(late: () => void): void {
    this.#timer ??= setTimeout(late, this.#ms).unref();
  }

  /** They have stopped: what runs now has all the time that it needs. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

type OnStray = (thrown: unknown) => void;
let duringRun: OnStray | undefined;

/**
 * Until the program is done: what is thrown where nobody can catch it (in a timer, in a promise that nobody awaits) is
 * told like everything else, and an end in the middle, such as `process.exit(0)` in a task, doesn't pass for success.
 * Gives the way to stop watching.
 */
export function guardProcess(terminal: Terminal): () => void {
  let isIdle = false;
  const thrown = (error: unknown): void => {
    if (duringRun) return duringRun(error);
    if (leaving() !== undefined) return;
    terminal.note(errorText(new StrayException(error)));
    exit(2);
  };
  const idle = (): void => void (isIdle = true);
  const exiting = (code: number): void => {
    if (leaving() !== undefined) return void (process.exitCode = leaving());
    process.exitCode = isIdle ? 70 : 1;
    const why = isIdle ? 'nothing was left that could have ended it' : `something called process.exit(${code})`;
    terminal.note(errorText(endedEarly(why)));
  };
  process.on('uncaughtException', thrown);
  process.on('beforeExit', idle);
  process.on('exit', exiting);
  return () => {
    process.off('uncaughtException', thrown);
    process.off('beforeExit', idle);
    process.off('exit', exiting);
  };
}

/** While a run goes on, it hears of strays: it has to be ended in order. Gives the way to stop listening. */
export function onStray(listener: OnStray): () => void {
  duringRun = listener;
  return () => (duringRun = undefined);
}
