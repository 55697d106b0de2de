import type { Isolation } from '../../authoring/isolate.ts';
import { messageOf } from '../../errors.ts';
import { calledExit, outOfMemory, workerKilled, workerNotStarted } from './errors.ts';

/** How a worker ended. */
export interface Death {
  readonly code: number | null;
  readonly signal: string | null;
  /** The error that the thread threw at its end, or the reason why the process could not be started. */
  readonly error: unknown;
  /** The last that it wrote on standard error. */
  readonly lastWords: string;
  /** MB that it might use, where that was said. */
  readonly memory: number | undefined;
  readonly started: boolean;
}

/** The line that V8 writes when it gives up: the process is gone then, and there is no error to ask. */
const gaveUp = /^FATAL ERROR: .*(?:out of memory|OOM|invalid table size|array length)/im;

/** Why a worker that nobody stopped is gone, in words. */
export function explainDeath(node: string, place: Isolation, death: Death): Error {
  const { code, signal, error, lastWords, memory, started } = death;
  const isOut = (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY' || gaveUp.test(lastWords);
  if (isOut) return outOfMemory(node, place, memory);
  if (!started) {
    const why = error === undefined ? `it ended with ${signal ?? `code ${code}`} at once` : messageOf(error);
    return workerNotStarted(node, place, why);
  }
  return signal === null ? calledExit(node, place, code) : workerKilled(node, signal);
}
