import { crc32 } from 'node:zlib';

/** The size of a block: of what is larger than two of them, parts can be read and checked by themselves. */
export const blockSize = 4 * 1024 * 1024;

/**
 * Checksums of an artifact's blocks, made as its bytes go by: four bytes each. They find out damage where a part is
 * read; the digest of the whole stays what tells artifacts apart.
 */
export class BlockSums {
  readonly #sums: number[] = [];
  #sum = 0;
  #filled = 0;

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.byteLength;) {
      const to = Math.min(bytes.byteLength, from + blockSize - this.#filled);
      this.#sum = crc32(bytes.subarray(from, to), this.#sum);
      this.#filled += to - from;
      from = to;
      if (this.#filled === blockSize) this.#end();
    }
  }

  /** Once all has gone by; null for what is read as a whole. */
  take(): Uint8Array | null {
    if (this.#filled > 0) this.#end();
    if (this.#sums.length <= 2) return null;
    const taken = new Uint8Array(this.#sums.length * 4);
    const view = new DataView(taken.buffer);
    this.#sums.forEach((sum, i) => view.setUint32(i * 4, sum));
    return taken;
  }

  #end(): void {
    this.#sums.push(this.#sum);
    this.#sum = 0;
    this.#filled = 0;
  }
}

export function blocksOf(bytes: Uint8Array): Uint8Array | null {
  if (bytes.byteLength <= 2 * blockSize) return null;
  const sums = new BlockSums();
  sums.add(bytes);
  return sums.take();
}

/** Whether a block is what was written. */
export const isBlock = (blocks: Uint8Array, index: number, bytes: Uint8Array): boolean =>
  new DataView(blocks.buffer, blocks.byteOffset).getUint32(index * 4) === crc32(bytes);
