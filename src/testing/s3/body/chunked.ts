import { Refusal } from '../http/refusal.ts';
import { createHash } from 'node:crypto';
import type { ChunkSigner } from './chunk-signer.ts';

/** Only the last chunk may be smaller. */
const smallest = 8192;

/**
 * Gives what is inside of `aws-chunked`: chunks, each with its size and perhaps its signature in front, and after the
 * last one, which is empty, the headers that could not be known before. `trailer` hears of those.
 */
export async function* dechunked(
  pieces: AsyncIterable<Uint8Array>,
  signer: ChunkSigner | undefined,
  trailer: (name: string, value: string) => void,
): AsyncGenerator<Uint8Array> {
  const wire = new Wire(pieces);
  for (let isSmall = false; ;) {
    const head = await wire.line();
    if (head === undefined) throw new Refusal('IncompleteBody');
    const [, digits, signature] = /^([\da-f]{1,12})(?:;chunk-signature=([\da-f]{64}))?$/i.exec(head) ?? [];
    if (digits === undefined) throw new Refusal('InvalidRequest', {}, 'The head of a chunk is malformed');
    const size = Number.parseInt(digits, 16);
    if (size > 0 && isSmall) throw new Refusal('InvalidChunkSizeError', { BadChunkSizeInBytes: size });
    isSmall = size < smallest;
    if (signer) {
      const hash = createHash('sha256');
      for await (const piece of wire.bytes(size)) {
        hash.update(piece);
        yield piece;
      }
      signer.chunk(hash.digest('hex'), signature);
    } else yield* wire.bytes(size);
    if (size === 0) break;
    if ((await wire.line()) !== '') throw new Refusal('IncompleteBody');
  }
  await readTrailer(wire, signer, trailer);
}

async function readTrailer(
  wire: Wire,
  signer: ChunkSigner | undefined,
  trailer: (name: string, value: string) => void,
): Promise<void> {
  let text = '';
  let signature: string | undefined;
  for (let line = await wire.line(); line; line = await wire.line()) {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) throw new Refusal('MalformedTrailerError');
    if (name.toLowerCase() === 'x-amz-trailer-signature') signature = value;
    else {
      text += `${name.toLowerCase()}:${value}\n`;
      trailer(name.toLowerCase(), value!);
    }
  }
  if (text !== '' || signature !== undefined) signer?.trailer(text, signature);
  // Whatever comes after the end.
  while ((await wire.line()) !== undefined) continue;
}

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
