import { writeSync } from 'node:fs';
import { Writable, finished } from 'node:stream';
import { ClewError } from '../errors.ts';

/** A reader of a pipe, or of a socket in its place, that has gone. */
const closed: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET']);

const streamNames = ['Standard output', 'Standard error'] as const;

/**
 * A stream of this process that could not be written. Exit codes are those of a shell for SIGPIPE, where the reader has
 * gone, which is nobody's fault, and of sysexits.h for an error of input or output.
 */
export class OutputFailed extends ClewError {
  override readonly exitCode: 74 | 141;

  constructor(stream: (typeof streamNames)[number], error: NodeJS.ErrnoException) {
    super('OUTPUT_FAILED', `${stream} can't be written: ${error.message}. What was printed is not whole.`, {
      next: 'Nothing that was committed is lost; the same command prints it again.',
    });
    this.exitCode = closed.has(error.code) ? 141 : 74;
  }
}

/**
 * Watches standard output and error of this process: what is written to them, by whomever, arrives whole, or `failed` is
 * called, once for each stream. What can't be written ends nothing. Gives the way to stop watching.
 */
export function watchOutput(failed: (error: OutputFailed) => void): () => void {
  const stops = [process.stdout, process.stderr].map((stream, i) => {
    let isTold = false;
    const listener = (error: NodeJS.ErrnoException): void => {
      if (!isTold) failed(new OutputFailed(streamNames[i]!, error));
      isTold = true;
    };
    writeWholeChunks(stream);
    stream.on('error', listener);
    return () => stream.off('error', listener);
  });
  return () => stops.forEach((stop) => stop());
}

let callers = 0;
let stopWatching: (() => void) | undefined;

/**
 * Watches the output of a process that isn't ours until it is disposed of and all has arrived: what was lost is in the
 * exit code, unless the process has one of its own.
 */
export function holdOutput(): Disposable {
  callers += 1;
  stopWatching ??= watchOutput(({ exitCode }) => (process.exitCode ||= exitCode));
  const letGo = async (): Promise<void> => {
    callers -= 1;
    await flushOutput();
    if (callers > 0) return;
    stopWatching?.();
    stopWatching = undefined;
  };
  return { [Symbol.dispose]: () => void letGo() };
}

/** Resolves when all that was written to standard output and error until now has arrived, or can't any more. */
export async function flushOutput(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flush));
}

/** Ends the process when its output has arrived: `process.exit()` alone drops what waits for a slow reader. */
export async function exitFlushed(code: number): Promise<never> {
  await flushOutput();
  process.exit(code);
}

type Write = (chunk: string, done: () => void) => boolean;

/** Not by the `write` of the stream itself: someone may have put another in its place. */
const flush = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    if (stream.writableFinished) resolve();
    else if (stream.writableEnded) finished(stream, () => resolve());
    else (Writable.prototype.write as Write).call(stream, '', () => resolve());
  });

/** Node's own stream for files takes a part of a chunk for all of it, which cuts the end off where a disk becomes full. */
function writeWholeChunks(stream: NodeJS.WriteStream & { readonly fd?: number }): void {
  const { fd } = stream;
  if (fd === undefined || stream.constructor.name !== 'SyncWriteStream') return;
  stream._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}
