/** From `from` up to and without `to`, or to the end. */
export interface ByteRange {
  readonly from: number;
  readonly to?: number;
}

/**
 * Where bytes live: what a storage layer must be able to do. Bring your own by writing an object like this
 * and naming it in `clew.config.ts`.
 *
 * Keys are `/`-separated, never start with a slash and never hold `..`; each is written once.
 */
export interface StorageDriver {
  /** One word for people: 'folder', 'memory', 's3'. */
  readonly kind: string;
  /**
   * Writes whole or not at all: a reader never sees half of it, whatever dies when. What comes piece by piece may be
   * larger than memory, and each piece is yours: nobody writes into it any more. If the source throws, nothing is kept,
   * and what it threw is thrown as it is.
   */
  // A property: the compiler then refuses one that takes bytes alone, which it would not for a method.
  readonly put: (key: string, content: Uint8Array | AsyncIterable<Uint8Array>) => Promise<void>;
  /** Fails with {@link BytesMissing} where nothing is kept under the key. */
  get(key: string): Promise<Uint8Array>;
  /** The same bytes piece by piece, or a part of them. */
  stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Undefined where nothing is kept under the key. */
  size(key: string): Promise<number | undefined>;
  /** Removing what isn't there is not an error. */
  remove(key: string): Promise<void>;
  /** Every key that starts with the prefix, in no particular order. */
  list(prefix: string): AsyncIterable<string>;
  /** What to show a person who asks where the bytes are: a path or an address. */
  place(key: string): string;
}
