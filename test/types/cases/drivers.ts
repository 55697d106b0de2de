import { type StorageDriver, BytesMissing, defineConfig } from '../../../src/index.ts';

abstract class Kept {
  readonly kind = 'kept';
  readonly kept = new Map<string, Uint8Array>();
  place = (key: string): string => key;
  async get(key: string): Promise<Uint8Array> {
    const bytes = this.kept.get(key);
    if (!bytes) throw new BytesMissing(key);
    return bytes;
  }
  async *stream(key: string): AsyncGenerator<Uint8Array> {
    yield await this.get(key);
  }
  size = async (key: string): Promise<number | undefined> => this.kept.get(key)?.byteLength;
  remove = async (key: string): Promise<void> => void this.kept.delete(key);
  async *list(): AsyncGenerator<string> {
    yield* this.kept.keys();
  }
}

class TakesBoth extends Kept implements StorageDriver {
  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    if (content instanceof Uint8Array) chunks.push(content);
    else for await (const chunk of content) chunks.push(chunk);
    this.kept.set(key, Buffer.concat(chunks));
  }
}

class TakesBytes extends Kept {
  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(key, bytes);
  }
}

export const right = defineConfig({ storage: { layers: { own: new TakesBoth() } } });

// error: is not assignable to type 'Uint8Array<ArrayBufferLike>'
export const wrong = defineConfig({ storage: { layers: { own: new TakesBytes() } } });
