import { TaskError, UserMistake } from '../errors.ts';

/** The process came to its end before the command did. */
export class EndedEarly extends TaskError {
  constructor(why: string) {
    super('ENDED_EARLY', `The process ended before the command was done: ${why}.`, {
      next: 'Nothing that was committed is lost; the same command goes on from there.',
    });
  }
}

/** A file or a folder that the system doesn't let us use. */
export class SystemRefused extends UserMistake {
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
