import type { ForeignTags } from '../../values/special-values.ts';
import type { Table } from '../../values/table/table.ts';
import type { WriteObserver } from '../previews/write-observer.ts';
import type { RandomBytes } from '../random.ts';

/** The bytes that a value is written as: all at once, or piece by piece. */
export type EncodedBytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * The bytes of an artifact, of which any part can be read.
 *
 * @example
 * ```ts
 * const decodeParts = async (bytes: Parts) => header(await bytes.read(0, 512));
 * ```
 */
export type ArtifactBytes = RandomBytes;

/**
 * Options to read a part and leave out the rest.
 *
 * @example
 * ```ts
 * const two = await artifact.read({ columns: ['load', 'machine'] });
 * ```
 */
export interface ReadOptions {
  /** The columns that are wanted; all of them if left out. */
  readonly columns?: readonly string[];
}

/**
 * Between a value and bytes. Its name is kept with each artifact, so that it is read back by the same codec; what is
 * read back must equal what was written. One that changes what it writes gets another name.
 */
export interface Codec<T = any> {
  /** Letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** The extension of the files, without the dot. */
  readonly extension: string;
  /** Whether it is there for this value. Of several codecs that are, the first in the settings is taken. */
  accepts(value: unknown): boolean;
  /** All bytes, or a generator of pieces where they may be more than fit into memory. */
  encode(value: T): EncodedBytes | Promise<EncodedBytes>;
  /** Needed where there is no `decodeStream` and no `decodeParts`. */
  decode?(bytes: Uint8Array): T | Promise<T>;
  /** In place of `decode`, for a format that is read piece by piece. */
  decodeStream?(chunks: AsyncIterable<Uint8Array>): T | Promise<T>;
  /** In place of `decode`, for a format of which parts can be read: what `read({ columns })` of an artifact gives. */
  decodeParts?(bytes: ArtifactBytes, options: ReadOptions): T | Promise<T>;
  /** For a list that need not be in memory as a whole: what `items()` of an artifact gives. */
  items?(chunks: AsyncIterable<Uint8Array>): AsyncIterable<unknown>;
}

/** How a value is called in messages, and what objects in it other rooms write. */
export interface Writing {
  readonly label: string;
  readonly foreign: ForeignTags | undefined;
  /** The observer to which a codec that {@link InnerCodec.shows} shows what it writes. */
  readonly preview?: WriteObserver | undefined;
}

/** How parts are read: what is wanted, and what objects in it other rooms read. */
export interface PartsReading extends ReadOptions {
  readonly foreign?: ForeignTags;
}

/** A codec as this room uses it: the built-in ones know of handles in values. */
export interface InnerCodec {
  /** As artifacts keep it: the name, and of one of the project's own where it was defined: `csv from src/csv.ts`. */
  readonly kept: string;
  readonly extension: string;
  /** Whether it shows what it writes, piece by piece: of others, the value itself is looked at where that is worth it. */
  readonly shows?: boolean;
  accepts(value: unknown): boolean;
  encode(value: unknown, writing: Writing): EncodedBytes | Promise<EncodedBytes>;
  decode(bytes: Uint8Array, foreign?: ForeignTags): unknown;
  decodeStream?: ((chunks: AsyncIterable<Uint8Array>, foreign?: ForeignTags) => unknown) | undefined;
  items?: ((chunks: AsyncIterable<Uint8Array>, foreign?: ForeignTags) => AsyncIterable<unknown>) | undefined;
  decodeParts?: ((bytes: ArtifactBytes, reading: PartsReading) => unknown) | undefined;
  /** A table part by part. */
  batches?: ((bytes: ArtifactBytes, reading: PartsReading) => AsyncIterable<Table>) | undefined;
}

/** The name alone: what the same value is kept by wherever its codec was defined. */
export const codecName = (kept: string): string => {
  const end = kept.indexOf(' ');
  return end < 0 ? kept : kept.slice(0, end);
};
