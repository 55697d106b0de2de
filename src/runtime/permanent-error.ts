/** Shared between copies of the package, like the note of a class. */
const key = Symbol.for('clew.permanent');

/**
 * The error that a task throws when no further attempt can help: it fails at once, however many retries it has left. An
 * `Error` like every other one of the task's own, so it is shown as those are. Subclasses count as well.
 *
 * @example
 * ```ts
 * @Task({ retries: 5 })
 * class Upload {
 *   async run() {
 *     const answer = await fetch(url);
 *     if (answer.status === 403) throw new PermanentError('the bucket is not ours', { cause: await answer.text() });
 *   }
 * }
 * ```
 */
export class PermanentError extends Error {
  /** Only Clew sees this. */
  readonly [key] = true;

  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, key, { enumerable: false });
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
  }
}

export const isPermanent = (thrown: unknown): boolean => thrown instanceof Error && key in thrown;
