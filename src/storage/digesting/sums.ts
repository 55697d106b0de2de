import { createHash } from 'node:crypto';
import { BlockSums } from '../blocks.ts';

/** The sums of bytes, known once they have all gone by. */
export interface Sums {
  readonly digest: string;
  /** Null for what is read as a whole, and where they were not asked for. */
  readonly blocks: Uint8Array | null;
}

/** Makes them, piece by piece. */
export class Summing {
  readonly #hash = createHash('sha256');
  readonly #blocks: BlockSums | undefined;

  constructor(withBlocks: boolean) {
    this.#blocks = withBlocks ? new BlockSums() : undefined;
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#blocks?.add(bytes);
  }

  end(): Sums {
    return { digest: `sha256:${this.#hash.digest('hex')}`, blocks: this.#blocks?.take() ?? null };
  }
}
