import { randomUUID } from 'node:crypto';
import type { Blob, Blobs, Held } from './blobs.ts';

/** Bytes in this process's memory, as the pieces in which they came. */
export class MemoryBlobs implements Blobs {
  readonly #blobs = new Map<string, readonly Uint8Array[]>();

  async write(content: AsyncIterable<Uint8Array>): Promise<Blob> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of content) {
      pieces.push(piece);
      size += piece.byteLength;
    }
    const id = randomUUID();
    this.#blobs.set(id, pieces);
    return { id, size };
  }

  hold({ id }: Blob): Held {
    const pieces = this.#blobs.get(id) ?? [];
    return {
      async *read(from, to) {
        let start = 0;
        for (const piece of pieces) {
          const [first, last] = [Math.max(from - start, 0), Math.min(to - start, piece.byteLength)];
          if (first < last) yield piece.subarray(first, last);
          start += piece.byteLength;
          if (start >= to) return;
        }
      },
      release: () => undefined,
    };
  }

  remove({ id }: Blob): void {
    this.#blobs.delete(id);
  }
}
