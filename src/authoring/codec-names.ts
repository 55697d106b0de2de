/**
 * The codecs that tasks may ask for by name. A project adds its own beside their definitions, so that the compiler
 * knows them too.
 *
 * @example
 * ```ts
 * declare module 'clew' {
 *   interface Codecs { points: Points }
 * }
 * ```
 */
export interface Codecs {
  /** Every value that Clew can keep, as JSON that forgets nothing. */
  json: unknown;
  /** A string, as UTF-8. */
  text: string;
  /** Bytes, or a stream of them. */
  bytes: Uint8Array;
  /** The same, and it comes back as a Buffer. */
  buffer: Uint8Array;
  /** A list, a line of JSON for each item: of iterables and streams, which may be larger than memory. */
  ndjson: unknown[];
  /** A table: a Table, a list of rows, an object of columns, or a stream of rows or Tables. */
  parquet: unknown;
  /** A Table of apache-arrow. */
  arrow: unknown;
}

/** The name of a codec. */
export type CodecName = keyof Codecs & string;
