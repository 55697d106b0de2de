import { NotEncodable } from '../../values/errors.ts';
import type { ArtifactRef } from '../ref.ts';
import type { Files } from './files.ts';
import { inParallel } from './parallel.ts';

/**
 * Files and folders inside of a value. How they are written depends on their bytes, and nothing can be awaited in the
 * middle of a value: so what is met is kept, and then the value is encoded once more.
 */
export class PendingFiles {
  readonly #files: Files;
  readonly #keep: (value: object) => Promise<ArtifactRef>;
  readonly #kept = new WeakMap<object, ArtifactRef>();
  #met = new Set<object>();
  #again = false;

  constructor(files: Files, keep: (value: object) => Promise<ArtifactRef>) {
    this.#files = files;
    this.#keep = keep;
  }

  /** The artifact for one in a value, or null where it has still to be kept; undefined for everything else. */
  refOf(value: object): ArtifactRef | null | undefined {
    if (!this.#files.keeps(value)) return undefined;
    const ref = this.#kept.get(value);
    if (ref) return ref;
    if (this.#again)
      throw new NotEncodable(
        'a file or a folder',
        'another one each time it is asked for',
        'Make it once, and return that.',
      );
    this.#met.add(value);
    return null;
  }

  /** Undefined where none was met since: then what was encoded is as it should be. */
  settle(encodeAgain: () => string): Promise<string> | undefined {
    if (this.#met.size === 0) return undefined;
    const met = this.#met;
    this.#met = new Set();
    return inParallel(met, async (value) => void this.#kept.set(value, await this.#keep(value))).then(() => {
      this.#again = true;
      try {
        return encodeAgain();
      } finally {
        this.#again = false;
      }
    });
  }
}
