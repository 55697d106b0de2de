/**
 * Where bytes live: what a storage layer must be able to do. Bring your own by writing an object like this
 * and naming it in `clew.config.ts`.
 *
 * Keys are `/`-separated, never start with a slash and never hold `..`; each is written once.
 */
export interface StorageDriver {
  /** One word for people: 'folder', 'memory', 's3'. */
  readonly kind: string;
  /** Writes whole or not at all: a reader never sees half of it, whatever dies when. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Fails with {@link BytesMissing} where nothing is kept under the key. */
  get(key: string): Promise<Uint8Array>;
  /** The same bytes piece by piece. */
  stream(key: string): AsyncIterable<Uint8Array>;
  /** Undefined where nothing is kept under the key. */
  size(key: string): Promise<number | undefined>;
  /** Removing what isn't there is not an error. */
  remove(key: string): Promise<void>;
  /** Every key that starts with the prefix, in no particular order. */
  list(prefix: string): AsyncIterable<string>;
  /** What to show a person who asks where the bytes are: a path or an address. */
  place(key: string): string;
}
