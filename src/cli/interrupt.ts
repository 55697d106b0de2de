import { leave } from './leave.ts';

/**
 * Ctrl-C and SIGTERM: the first one asks for an end in order, the second one leaves at once, after it has tidied up.
 * Gives the way to stop listening.
 */
export function onInterrupt(cancel: () => void, tidy: () => void): () => void {
  let times = 0;
  const heard = (): void => {
    times += 1;
    if (times === 1) return cancel();
    tidy();
    leave(130);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
  };
}
