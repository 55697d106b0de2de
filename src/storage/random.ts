import { blockSize, isBlock } from './blocks.ts';

/** Bytes of which any part can be read, each checked. */
export interface RandomBytes {
  readonly size: number;
  /** From `from` up to and without `to`. */
  read(from: number, to: number): Promise<Uint8Array>;
}

export class WholeBytes implements RandomBytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.byteLength;
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    return this.#bytes.subarray(from, to);
  }
}

/** The number of blocks that are held: what comes next is often in the one that was read last. */
const kept = 4;

export interface BlockParts {
  readonly size: number;
  readonly sums: Uint8Array;
  readonly stream: (from: number, to: number) => AsyncIterable<Uint8Array>;
  readonly damaged: () => Error;
}

/** Reads whole blocks, checks each, and gives the part that was asked for. */
export class BlockBytes implements RandomBytes {
  readonly #parts: BlockParts;
  readonly #known = new Map<number, Uint8Array>();

  constructor(parts: BlockParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#parts.size;
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    const end = Math.min(to, this.size);
    const first = Math.floor(from / blockSize);
    const last = Math.ceil(end / blockSize);
    const taken = Buffer.allocUnsafeSlow(Math.max(end - from, 0));
    for (let i = first; i < last;) {
      const known = this.#known.get(i);
      if (known) {
        place(known, i * blockSize, taken, from);
        i += 1;
        continue;
      }
      let to = i + 1;
      while (to < last && !this.#known.has(to)) to += 1;
      for await (const block of this.#fetch(i, to)) {
        place(block, i * blockSize, taken, from);
        i += 1;
      }
    }
    return taken;
  }

  /** Blocks that follow each other come by one request. */
  async *#fetch(first: number, end: number): AsyncGenerator<Uint8Array> {
    const { size, sums, stream, damaged } = this.#parts;
    let index = first;
    const sizeAt = (i: number): number => Math.min(blockSize, size - i * blockSize);
    let block = Buffer.allocUnsafeSlow(sizeAt(index));
    let filled = 0;
    for await (const chunk of stream(first * blockSize, Math.min(end * blockSize, size))) {
      for (let from = 0; from < chunk.byteLength;) {
        if (index === end) throw damaged();
        const to = Math.min(chunk.byteLength, from + block.byteLength - filled);
        block.set(chunk.subarray(from, to), filled);
        filled += to - from;
        from = to;
        if (filled < block.byteLength) continue;
        if (!isBlock(sums, index, block)) throw damaged();
        this.#keep(index, block);
        yield block;
        index += 1;
        filled = 0;
        if (index < end) block = Buffer.allocUnsafeSlow(sizeAt(index));
      }
    }
    if (index < end) throw damaged();
  }

  #keep(index: number, block: Uint8Array): void {
    this.#known.set(index, block);
    if (this.#known.size > kept) this.#known.delete(this.#known.keys().next().value!);
  }
}

/** The part of a block that somebody wants of it. */
function place(block: Uint8Array, start: number, into: Uint8Array, from: number): void {
  const begin = Math.max(from - start, 0);
  const end = Math.min(from + into.byteLength - start, block.byteLength);
  into.set(block.subarray(begin, end), start + begin - from);
}
