import { taskError, userError } from '../errors.ts';
import { formatExact } from '../values/duration.ts';

/** The process came to its end before the command did. */
export const endedEarly = taskError('ENDED_EARLY', (why: string) => ({
  message: `The process ended before the command was done: ${why}.`,
  next: 'Nothing that was committed is lost; the same command goes on from there.',
}));

/** Tasks that don't care about the signal that asks them to stop. */
export const stillRunning = taskError('STILL_RUNNING', (nodes: readonly string[], patience: number) => {
  const names = nodes.length > 3 ? `${nodes.slice(0, 3).join(', ')} and ${nodes.length - 3} more` : nodes.join(', ');
  return {
    message: `The run is over, and ${names} did not stop within ${formatExact(patience)}.`,
    next: 'Ask for a TaskContext in the constructor and listen to its signal. Nothing that was committed is lost.',
  };
});

/** A file or a folder that the system doesn't let us use. */
export const systemRefused = userError('SYSTEM_REFUSED', (error: NodeJS.ErrnoException) => ({
  message: `The system refused something: ${error.message}.`,
  next: 'Mend that and run the same command again; nothing that was committed is lost.',
  cause: error,
}));

/** Whatever was thrown, and in our own words where the system is to blame: `syscall` is what only its errors have. */
export function inOurWords(error: unknown): unknown {
  const refused = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  return refused ? systemRefused(error) : error;
}
