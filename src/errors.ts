/** What a process of ours may answer with: 1 a task failed, 2 the user's input, 70 a fault of ours, 130 cancelled. */
export type ExitCode = 1 | 2 | 70 | 130;

/** What an error may carry besides its sentence. */
export interface ErrorDetails {
  /** What to do next, as one sentence or a command. */
  readonly next?: string;
  readonly cause?: unknown;
}

/**
 * The base of every error that Clew throws on purpose.
 * The message says what happened, to which thing by name, and why; `next` says what to do.
 *
 * @example
 * ```ts
 * try {
 *   await run(Nightly, { day: new Date() });
 * } catch (error) {
 *   if (error instanceof ClewError) console.error(error.code, error.message, error.next);
 * }
 * ```
 */
export abstract class ClewError extends Error {
  /** Stable, in capitals, safe to test for. */
  readonly code: string;
  readonly next: string | undefined;
  abstract readonly exitCode: ExitCode;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.next = details.next;
  }
}

/** Something that the user can mend: shown in one or two sentences, never with a stack. */
export class UserMistake extends ClewError {
  override readonly exitCode: ExitCode = 2;
}

/** A task did not do what it was asked to. */
export class TaskError extends ClewError {
  override readonly exitCode: ExitCode = 1;
}

/** The text of anything that was thrown, an `Error` or not. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return String(thrown);
  }
}
