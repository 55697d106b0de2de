/**
 * The exit codes of our processes: 1 a task failed, 2 the user's input, 70 a fault of ours, 74 output that can't be
 * written, 130 cancelled, 141 output that nobody reads any more.
 */
export type ExitCode = 1 | 2 | 70 | 74 | 130 | 141;

/** The details that an error may carry besides its sentence. */
export interface ErrorDetails {
  /** The thing to do next, as one sentence or a command. */
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

  /** Takes out of all that it says what must not be seen; `mask` gives a text without that. */
  hide(mask: (text: string) => string): this {
    const { message, next, stack, cause } = this;
    Object.assign(this, { message: mask(message), ...(next !== undefined && { next: mask(next) }) });
    for (const [name, value] of [
      ['stack', stack && mask(stack)],
      ['cause', cause instanceof Error ? hiddenCause(cause, mask) : cause],
    ] as const)
      if (value !== undefined) Object.defineProperty(this, name, { value, configurable: true, writable: true });
    return this;
  }
}

/** The error itself where it says nothing that must not be seen, else one that says the rest of it. */
function hiddenCause(error: Error, mask: (text: string) => string): Error {
  const { name, message, stack = '' } = error;
  const told = new Error(mask(message));
  Object.defineProperties(told, { name: { value: mask(name) }, stack: { value: mask(stack) } });
  return told.message === message && told.stack === stack && error.cause === undefined ? error : told;
}

/** Something that the user can mend: shown in one or two sentences, never with a stack. */
export class UserError extends ClewError {
  override readonly exitCode: ExitCode = 2;
}

/** A task did not do what it was asked to. */
export class TaskError extends ClewError {
  override readonly exitCode: ExitCode = 1;
}

/** A fault of ours: what should not happen, whatever the user does. */
class InternalError extends ClewError {
  override readonly exitCode: ExitCode = 70;
}

/** Contents of one error: its sentence and its details. */
export interface ErrorDescription extends ErrorDetails {
  readonly message: string;
}

/** Gives the way to write errors of one class as data. */
function errorsOf<Kind extends ClewError>(Class: new (code: string, message: string, details: ErrorDetails) => Kind) {
  return <Args extends unknown[]>(
    code: string,
    describe: (...args: Args) => ErrorDescription,
  ): ((...args: Args) => Kind) => {
    const name = code.toLowerCase().replaceAll(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
    return function create(...args) {
      const { message, ...details } = describe(...args);
      const error = Object.assign(new Class(code, message, details), { name });
      // The place of an error is where it is thrown, not where it is described.
      Error.captureStackTrace(error, create);
      return error;
    };
  };
}

/**
 * Defines an error that the user can mend: `throw noTasks(file)`. It is called after its code, `NoTasks`. Only what
 * somebody catches, or what carries more than texts, is a class of its own.
 */
export const userError = errorsOf(UserError);

/** Defines an error of a task that did not do what it was asked to. */
export const taskError = errorsOf(TaskError);

/** Defines an error that should not happen. */
export const internalError = errorsOf(InternalError);

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
