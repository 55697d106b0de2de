import type { Artifact } from '../authoring/artifact.ts';
import type { ForeignTags } from '../values/special-values.ts';
import type { PendingFiles } from './files/pending-files.ts';
import type { StoredFile, StoredFolder } from './files/stored-file.ts';
import type { Table } from '../values/table/table.ts';
import { type ReadOptions, codecName } from './codecs/codec.ts';
import { handleMark, handleRef } from './artifact-marks.ts';
import type { ArtifactRef } from './ref.ts';

export { handleRef };

/** How a handle reads: given by whoever made it, so that a handle needs to know no layer. */
export interface HandleReader {
  /** `stored`: what was kept beside the value, for the handles in it. */
  read(ref: ArtifactRef, stored: readonly ArtifactRef[], options?: ReadOptions): Promise<unknown>;
  stream(ref: ArtifactRef): AsyncIterable<Uint8Array>;
  items(ref: ArtifactRef, stored: readonly ArtifactRef[]): AsyncIterable<unknown>;
  readonly files: { open(ref: ArtifactRef): StoredFile | StoredFolder };
  batches(ref: ArtifactRef, stored: readonly ArtifactRef[], options?: ReadOptions): AsyncIterable<Table>;
}

const besideOf = Symbol.for('clew.artifact.beside');

/** The class behind `Artifact<T>`. */
export class ArtifactHandle implements Artifact<unknown> {
  readonly [handleMark]: ArtifactRef;
  /** The artifacts that the same execution stored: handles inside of the value are among them. */
  readonly [besideOf]: readonly ArtifactRef[];
  readonly #reader: HandleReader;

  constructor(ref: ArtifactRef, beside: readonly ArtifactRef[], reader: HandleReader) {
    this[handleMark] = ref;
    this[besideOf] = beside;
    this.#reader = reader;
  }

  get name(): string {
    return this[handleMark].name;
  }

  get digest(): string {
    return this[handleMark].digest;
  }

  get size(): number {
    return this[handleMark].size;
  }

  read(options?: ReadOptions): Promise<any> {
    return this.#reader.read(this[handleMark], this[besideOf], options);
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#reader.stream(this[handleMark]);
  }

  items(): AsyncIterable<any> {
    return this.#reader.items(this[handleMark], this[besideOf]);
  }

  batches(options?: ReadOptions): AsyncIterable<any> {
    return this.#reader.batches(this[handleMark], this[besideOf], options);
  }

  /** For people who print it. */
  toJSON(): unknown {
    const { id, name, digest, size } = this[handleMark];
    return { artifact: id, name, digest, size };
  }
}

/** The codecs whose values may hold handles. */
const holders = new Set(['json', 'ndjson', 'parquet']);

/** Gives what has to be kept with a value that holds this handle, so that it can be read. */
const besides = (handle: object, ref: ArtifactRef): readonly ArtifactRef[] =>
  holders.has(ref.codec) ? ((handle as { [besideOf]?: readonly ArtifactRef[] })[besideOf] ?? []) : [];

/** Gives a text that tells two handles apart inside a value. The text `5` and the number have the same bytes. */
export const sameValue = (ref: Pick<ArtifactRef, 'name' | 'digest' | 'codec'>): string =>
  `${ref.digest} ${codecName(ref.codec)} ${ref.name}`;

/**
 * Handles inside a value are written by name digest and codec alone: where the bytes lie belongs to one attempt,
 * and two attempts that made the same value must write the same bytes. Files and folders are written in the same way,
 * as what they are: they come back as such, and not as handles.
 */
export function writingHandles(found: (ref: ArtifactRef) => void, keeping: PendingFiles): ForeignTags {
  const tagged = (tag: string, ref: ArtifactRef): { tag: string; value: unknown } => {
    found(ref);
    return { tag, value: { name: ref.name, digest: ref.digest, size: ref.size, codec: codecName(ref.codec) } };
  };
  return {
    encode: (value) => {
      const kept = keeping.refOf(value);
      if (kept !== undefined) return kept === null ? { tag: 'file', value: null } : tagged('file', kept);
      const ref = handleRef(value);
      if (!ref) return undefined;
      const written = tagged('artifact', ref);
      besides(value, ref).forEach(found);
      return written;
    },
    written: (encodeAgain) => keeping.settle(encodeAgain),
  };
}

/** The way back: `stored` are the artifacts that were kept beside the value. */
export function readingHandles(stored: readonly ArtifactRef[], reader: HandleReader): ForeignTags {
  const known = new Map(stored.map((ref) => [sameValue(ref), ref]));
  let opened: (StoredFile | StoredFolder)[] = [];
  return {
    decode: (tag, value) => {
      if (tag !== 'artifact' && tag !== 'file') return undefined;
      const ref = known.get(sameValue(value as ArtifactRef));
      if (!ref) return undefined;
      if (tag === 'artifact') return new ArtifactHandle(ref, stored, reader);
      const one = reader.files.open(ref);
      opened.push(one);
      return one;
    },
    whole: () => {
      if (opened.length === 0) return undefined;
      const loading = opened.map((one) => one.load());
      opened = [];
      return Promise.all(loading);
    },
  };
}
