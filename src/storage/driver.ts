import type { ObjectMetadata } from './object-metadata.ts';

/** Part of what is kept under a key: from `from` up to, not including, `to`; to the end if that is left out. */
export interface ByteRange {
  readonly from: number;
  readonly to?: number;
}

/**
 * Where bytes live: what a storage layer must be able to do. Bring your own by writing an object like this
 * and naming it in `clew.config.ts`; the suite of `clew/testing` says whether it is one.
 *
 * Keys are `/`-separated, never start with a slash and never hold `..`; each is written once. Two keys that differ
 * only in case are two keys, where the medium can tell them apart.
 *
 * @example
 * ```ts
 * export default defineConfig({ storage: { layers: { vault: new VaultDriver('/mnt/vault') } } });
 * ```
 */
export interface StorageDriver {
  /** One word for people: 'folder', 'memory', 's3'. */
  readonly kind: string;
  /**
   * Writes whole or not at all: a reader never sees half of it, whatever dies when. What comes piece by piece may be
   * larger than memory, and each piece is yours: nobody writes into it any more. If the source throws, nothing is kept,
   * and what it threw is thrown as it is.
   *
   * `about`: what is worth telling people who find the bytes without Clew. Keep it where there is room for it.
   */
  // A property: the compiler then refuses one that takes bytes alone, which it would not for a method.
  readonly put: (key: string, content: Uint8Array | AsyncIterable<Uint8Array>, about?: ObjectMetadata) => Promise<void>;
  /** Fails with {@link BytesMissing} where nothing is kept under the key. */
  get(key: string): Promise<Uint8Array>;
  /**
   * The same bytes piece by piece, or those of a range: from `from` up to, not including, `to`. What is asked for
   * beyond the end is not there, and no error.
   */
  stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Undefined where nothing is kept under the key. */
  size(key: string): Promise<number | undefined>;
  /** Removing what isn't there is not an error. */
  remove(key: string): Promise<void>;
  /** When it was written, in milliseconds since the epoch; undefined where nothing is kept under the key. */
  modified?(key: string): Promise<number | undefined>;
  /** Every key that starts with the prefix, in no particular order. */
  list(prefix: string): AsyncIterable<string>;
  /** Gives the path or address to show a person who asks where the bytes are. */
  place(key: string): string;

  /** As `put`, of a file on this machine: for layers that need not have it pass through memory, or can go on with it. */
  putFile?(key: string, path: string, about?: ObjectMetadata): Promise<void>;
  /** An address that anyone may read the bytes at, without credentials, for so many seconds. */
  presign?(key: string, options: { readonly seconds: number }): Promise<string>;
  /** The path of a file that holds the bytes already: to be read, never written. */
  local?(key: string): string;
  /** Lists what writers that ended in the middle have left of keys that start so: nobody sees it, and it takes room. */
  unfinished?(prefix: string): AsyncIterable<UnfinishedWrite>;
}

/** The remains of something that was never written to its end. */
export interface UnfinishedWrite {
  readonly key: string;
  /** In bytes; null where that can't be told. */
  readonly size: number | null;
  /** The component run that began it, if the key doesn't say so itself. */
  readonly componentRun?: string;
  /** When something of it was last written, in milliseconds since the epoch, as far as that is known. */
  readonly modified?: number;
  discard(): Promise<void>;
}
