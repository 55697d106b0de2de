import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Ends early when the server closes or nobody waits any more. */
export async function pause(milliseconds: number, closing: AbortSignal, { socket }: IncomingMessage): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  socket.once('close', leave);
  await wait(milliseconds, undefined, { signal: AbortSignal.any([closing, gone.signal]) }).catch(() => undefined);
  socket.off('close', leave);
}
