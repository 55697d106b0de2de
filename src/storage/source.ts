import { PieceStream } from './piece-stream.ts';

/** A stream on its way into a layer. It remembers what it threw: that is no fault of the layer, nor for it to explain. */
export class Source implements AsyncIterable<Uint8Array> {
  thrown: { readonly error: unknown } | undefined;
  readonly #chunks: AsyncIterable<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** The layer is done with a piece: its memory may serve for the next one. */
  release(piece: Uint8Array): void {
    if (this.#chunks instanceof PieceStream) this.#chunks.release(piece);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#chunks) yield chunk;
    } catch (error) {
      this.thrown = { error };
      throw error;
    }
  }
}
