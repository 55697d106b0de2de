import { noBytes } from './codecs/errors.ts';
import { Opened } from './codecs/stream.ts';
import { Digester } from './digesting/digester.ts';
import type { SecretSearch } from './secret-search.ts';
import type { Sums } from './digesting/sums.ts';

/** The size of `cp`'s writes. Larger ones were up to four times as slow: page caches need contiguous memory. */
export const pieceSize = 128 * 1024;

/**
 * Bytes on their way into a layer: gathered into pieces of one size, counted and digested as they pass.
 * Sources use their memory again, so each piece is a copy; where a driver gives pieces back, they are used again as well.
 */
export class PieceStream implements AsyncIterable<Uint8Array> {
  size = 0;
  /** Whether it was read to its end. */
  isOver = false;
  readonly #digester = new Digester({ withBlocks: true });
  readonly #free: Uint8Array[] = [];
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #search: SecretSearch | undefined;
  #sums: Sums | undefined;
  #head: IteratorResult<Uint8Array> | undefined;

  /** `search` is shown each piece. */
  constructor(
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    label: string,
    signal?: AbortSignal,
    search?: SecretSearch,
  ) {
    this.#search = search;
    this.#pieces = this.#gather(chunks, label, signal);
  }

  /** All of it, where that is less than a piece; the rest of it is read then as if nobody had looked. */
  async small(): Promise<Uint8Array | undefined> {
    this.#head = await this.#pieces.next();
    if (this.#head.done) return new Uint8Array();
    const { value } = this.#head;
    if (value.byteLength === pieceSize) return undefined;
    await this.#pieces.next();
    return value;
  }

  /** The first piece, until it goes on its way. */
  get head(): Uint8Array {
    return this.#head && !this.#head.done ? this.#head.value : new Uint8Array();
  }

  /** Once it is over. */
  get digest(): string {
    return this.#sums!.digest;
  }

  get blocks(): Uint8Array | null {
    return this.#sums!.blocks;
  }

  /** Nobody needs this piece any more. */
  release(piece: Uint8Array): void {
    if (piece.byteLength === pieceSize) this.#free.push(piece);
  }

  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const head = this.#head;
    this.#head = undefined;
    if (head && !head.done) yield head.value;
    yield* this.#pieces;
  }

  async *#gather(
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    label: string,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    let piece = this.#space();
    let filled = 0;
    try {
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        if (!(chunk instanceof Uint8Array)) throw noBytes(label, chunk);
        for (let from = 0; from < chunk.byteLength;) {
          const to = Math.min(chunk.byteLength, from + pieceSize - filled);
          piece.set(chunk.subarray(from, to), filled);
          filled += to - from;
          from = to;
          if (filled < pieceSize) continue;
          await this.#pass(piece);
          yield piece;
          piece = this.#space();
          filled = 0;
        }
        if (chunks instanceof Opened) chunks.letGo(chunk);
      }
      signal?.throwIfAborted();
      if (filled > 0) {
        const last = piece.subarray(0, filled);
        await this.#pass(last);
        yield last;
      }
      this.#sums = await this.#digester.end();
      this.isOver = true;
    } finally {
      this.#digester.abandon();
    }
  }

  #space(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(pieceSize);
  }

  #pass(piece: Uint8Array): Promise<void> | undefined {
    this.size += piece.byteLength;
    this.#search?.add(piece);
    return this.#digester.add(piece);
  }
}
