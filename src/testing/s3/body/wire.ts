import { Refusal } from '../http/refusal.ts';

const maxLineLength = 16_384;

/** Reads lines and counted bytes from what arrives in pieces of any size. */
export class Wire {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Without its end, `\r\n`. Undefined where nothing comes any more. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line.replace(/\r$/, '');
      }
      if (this.#rest.byteLength > maxLineLength)
        throw new Refusal('InvalidRequest', {}, 'A line of the body is too long');
      if (!(await this.#more())) {
        if (this.#rest.byteLength > 0) throw new Refusal('IncompleteBody');
        return undefined;
      }
    }
  }

  async *bytes(count: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      if (this.#rest.byteLength === 0 && !(await this.#more())) throw new Refusal('IncompleteBody');
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.byteLength);
      left -= piece.byteLength;
      if (piece.byteLength > 0) yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    if (done) return false;
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#rest = this.#rest.byteLength === 0 ? piece : Buffer.concat([this.#rest, piece]);
    return true;
  }
}
