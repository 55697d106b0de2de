import type { ByteRange, StorageDriver } from './driver.ts';
import { BytesMissing } from './errors.ts';

const readAtOnce = 1024 * 1024;

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Keeps bytes for as long as the process lives: for tests, and for what is cheap to make again. */
export class MemoryDriver implements StorageDriver {
  readonly kind = 'memory';
  readonly #kept = new Map<string, Uint8Array>();

  place(key: string): string {
    return `memory:${key}`;
  }

  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    // Not `slice()`: a Buffer's shares its memory.
    this.#kept.set(key, new Uint8Array(content instanceof Uint8Array ? content : await whole(content)));
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#held(key).slice();
  }

  async *stream(key: string, { from, to }: ByteRange = { from: 0 }): AsyncIterable<Uint8Array> {
    const bytes = this.#held(key);
    const end = Math.min(to ?? bytes.byteLength, bytes.byteLength);
    for (let at = from; at < end; at += readAtOnce) yield bytes.slice(at, Math.min(at + readAtOnce, end));
  }

  async size(key: string): Promise<number | undefined> {
    return this.#kept.get(key)?.byteLength;
  }

  async remove(key: string): Promise<void> {
    this.#kept.delete(key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    for (const key of this.#kept.keys()) if (key.startsWith(prefix)) yield key;
  }

  #held(key: string): Uint8Array {
    const bytes = this.#kept.get(key);
    if (!bytes) throw new BytesMissing(this.place(key));
    return bytes;
  }
}
