import type { KeptDependencies } from '../lineage/entries.ts';
import type { TaskResult } from '../runtime/job.ts';

/** Most results of a worker share what they used with those just before. */
const maxRemembered = 32;

/**
 * The dependencies that a worker sent with its last results, kept at both ends of its line so that each text is sent
 * only once. Results arrive in the order in which they were sent, so both ends forget the same entry at the same time.
 */
export class SentDependencies {
  readonly #known = new Map<string, KeptDependencies>();

  /** Removes the texts that the other end already has. Called by the sender. */
  strip(result: TaskResult): TaskResult {
    const { dependencies } = result;
    if (!dependencies) return result;
    if (this.#known.has(dependencies.digest)) {
      return { ...result, dependencies: { digest: dependencies.digest, texts: [] } };
    }
    this.#remember({ digest: dependencies.digest, texts: [] });
    return result;
  }

  /** Puts the texts back. Called by the receiver. */
  restore(result: TaskResult): TaskResult {
    const { dependencies } = result;
    if (!dependencies) return result;
    if (dependencies.texts.length > 0) this.#remember(dependencies);
    else return { ...result, dependencies: this.#known.get(dependencies.digest)! };
    return result;
  }

  #remember(dependencies: KeptDependencies): void {
    this.#known.set(dependencies.digest, dependencies);
    if (this.#known.size > maxRemembered) this.#known.delete(this.#known.keys().next().value!);
  }
}
