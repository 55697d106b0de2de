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

/** Up or down from the last frame on that way. */
export const noFurtherFrame = userError('NO_FURTHER_FRAME', (way: 'up' | 'down', number: number) => {
  const why = way === 'up' ? 'nothing on record led to it' : 'it is what was asked about';
  return {
    message: `There is no frame ${way} from here: #${number} is the last one, ${why}.`,
    next: way === 'up' ? 'down goes the other way.' : 'up goes the other way.',
  };
});

export const noSuchFrame = userError('NO_SUCH_FRAME', (asked: string, count: number) => ({
  message: `There is no frame "${asked}".`,
  next: `They are numbered from 0 to ${count - 1}: bt lists them.`,
}));

/** Flags are about output ids. */
export const whichOutputId = userError(
  'WHICH_OUTPUT_ID',
  (componentRun: string, ids: readonly string[], command: string) => {
    const some = ids.slice(0, 5).join(', ') + (ids.length > 5 ? `, and ${ids.length - 5} more` : '');
    const what = ids.length === 0 ? 'has given out no output id' : `has given out ${ids.length} output ids: ${some}`;
    return {
      message: `${componentRun} ${what}.`,
      next: ids.length === 0 ? 'down leads to what was given out.' : `Name one of them: ${command} <output id>`,
    };
  },
);

export const debuggerUsage = userError('DEBUGGER_USAGE', (message: string, command: string) => ({
  message,
  next: `help ${command} says what it takes.`,
}));
