import { exitNow } from './exit.ts';

/** npx passes on a Ctrl-C that the terminal has sent to both of us: what comes so soon again is the same one. */
const samePress = 100;

/**
 * Ctrl-C and SIGTERM: the first one asks for an end in order, the second one leaves at once, after it has tidied up.
 * Gives the way to stop listening.
 */
export function onInterrupt(cancel: () => void, tidy: () => void): () => void {
  let first: number | undefined;
  const heard = (): void => {
    if (first === undefined) {
      first = performance.now();
      cancel();
    } else if (performance.now() - first > samePress) {
      tidy();
      exitNow(130);
    }
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
  };
}
