import { TaskError, UserError } from '../errors.ts';
import { formatExact } from '../values/duration.ts';

/** The process came to its end before the command did. */
export class EndedEarly extends TaskError {
  constructor(why: string) {
    super('ENDED_EARLY', `The process ended before the command was done: ${why}.`, {
      next: 'Nothing that was committed is lost; the same command goes on from there.',
    });
  }
}

/** Tasks that don't care about the signal that asks them to stop. */
export class StillRunning extends TaskError {
  constructor(nodes: readonly string[], patience: number) {
    const names = nodes.length > 3 ? `${nodes.slice(0, 3).join(', ')} and ${nodes.length - 3} more` : nodes.join(', ');
    super('STILL_RUNNING', `The run is over, and ${names} did not stop within ${formatExact(patience)}.`, {
      next: 'Ask for a TaskContext in the constructor and listen to its signal. Nothing that was committed is lost.',
    });
  }
}

/** A file or a folder that the system doesn't let us use. */
export class SystemRefused extends UserError {
  constructor(error: NodeJS.ErrnoException) {
    super('SYSTEM_REFUSED', `The system refused something: ${error.message}.`, {
      next: 'Mend that and run the same command again; nothing that was committed is lost.',
      cause: error,
    });
  }
}

/** Whatever was thrown, and in our own words where the system is to blame: `syscall` is what only its errors have. */
export function inOurWords(error: unknown): unknown {
  const refused = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  return refused ? new SystemRefused(error) : error;
}
