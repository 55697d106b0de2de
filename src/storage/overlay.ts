import { existsSync } from 'node:fs';
import type { ObjectMetadata } from './object-metadata.ts';
import type { ByteRange, StorageDriver } from './driver.ts';
import { BytesMissing } from './errors.ts';
import { FolderDriver } from './folder.ts';

/**
 * Lies on top of another driver: what is written or removed here leaves that one as it is, and what is read is what was
 * written here, or else what is there.
 */
export class OverlayDriver implements StorageDriver {
  readonly kind: string;
  readonly local?: (key: string) => string;
  readonly presign?: NonNullable<StorageDriver['presign']>;
  readonly #below: StorageDriver;
  readonly #own: FolderDriver;
  readonly #removed = new Set<string>();

  /** `folder`: takes what is written. */
  constructor(below: StorageDriver, folder: string) {
    const own = new FolderDriver(folder);
    this.kind = below.kind;
    this.#below = below;
    this.#own = own;
    // It can do what the other one can, and no more.
    if (below.local) this.local = (key) => (existsSync(own.place(key)) ? own.place(key) : below.local!(key));
    if (below.presign) this.presign = (key, options) => below.presign!(key, options);
  }

  readonly put = async (
    key: string,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    _about?: ObjectMetadata,
  ): Promise<void> => {
    await this.#own.put(key, content);
    this.#removed.delete(key);
  };

  async putFile(key: string, path: string): Promise<void> {
    await this.#own.putFile(key, path);
    this.#removed.delete(key);
  }

  async get(key: string): Promise<Uint8Array> {
    return (await this.#holder(key)).get(key);
  }

  async *stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    yield* (await this.#holder(key)).stream(key, range);
  }

  async size(key: string): Promise<number | undefined> {
    const own = await this.#own.size(key);
    return own ?? (this.#removed.has(key) ? undefined : this.#below.size(key));
  }

  async remove(key: string): Promise<void> {
    await this.#own.remove(key);
    this.#removed.add(key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    const seen = new Set<string>();
    for await (const key of this.#own.list(prefix)) {
      seen.add(key);
      yield key;
    }
    for await (const key of this.#below.list(prefix)) if (!seen.has(key) && !this.#removed.has(key)) yield key;
  }

  place(key: string): string {
    return this.#below.place(key);
  }

  async #holder(key: string): Promise<StorageDriver> {
    if ((await this.#own.size(key)) !== undefined) return this.#own;
    if (this.#removed.has(key)) throw new BytesMissing(this.place(key));
    return this.#below;
  }
}
