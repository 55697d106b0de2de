/** Bytes that are kept under an id; an object is one or more of these. Plain data. */
export interface Blob {
  readonly id: string;
  readonly size: number;
}

/** Bytes that stay readable until they are let go, whoever removes them meanwhile. */
export interface Held {
  /** From the first to before the second. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
  release(): void;
}

/** Where the bytes lie. */
export interface Blobs {
  /** Nothing stays of what isn't read to its end. */
  write(content: AsyncIterable<Uint8Array>): Promise<Blob>;
  hold(blob: Blob): Held;
  remove(blob: Blob): void;
}

/** Several one after the other. */
export function holdAll(blobs: Blobs, pieces: readonly Blob[]): Held {
  const held = pieces.map((piece) => blobs.hold(piece));
  return {
    async *read(from, to) {
      let start = 0;
      for (const [i, { size }] of pieces.entries()) {
        const [first, last] = [Math.max(from - start, 0), Math.min(to - start, size)];
        if (first < last) yield* held[i]!.read(first, last);
        start += size;
      }
    },
    release: () => held.forEach((one) => one.release()),
  };
}
