import type { IncomingMessage } from 'node:http';
import { pause } from '../../../values/pause.ts';

/** Ends early when the server closes or nobody waits any more. */
export async function hold(milliseconds: number, closing: AbortSignal, { socket }: IncomingMessage): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  socket.once('close', leave);
  await pause(milliseconds, AbortSignal.any([closing, gone.signal]));
  socket.off('close', leave);
}
