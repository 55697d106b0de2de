import { digestOf } from '../values/digest.ts';
import type { ForeignTags } from '../values/special-values.ts';
import { Codecs } from './codecs/codecs.ts';
import type { Table } from '../values/table/table.ts';
import type { InnerCodec, PartsReading, ReadOptions } from './codecs/codec.ts';
import { noColumns, noItems } from './codecs/errors.ts';
import { Digester } from './digesting/digester.ts';
import { ArtifactDamaged, BytesMissing, cantPresign, tooLargeToRead } from './errors.ts';
import { Files } from './files/files.ts';
import { isContentKey } from './files/keys.ts';
import { type HandleReader, readingHandles } from './handle.ts';
import type { Layers } from './layers.ts';
import { BlockBytes, type RandomBytes, WholeBytes } from './random.ts';
import type { ArtifactRef } from './ref.ts';
import { ArtifactWriter, type WriteOptions } from './writer.ts';

/** The most bytes that Node reads from a file at once. */
const largest = 2 ** 31 - 1;

/** Writes values and reads them back, checked: the one way between values and storage layers. */
export class Artifacts implements HandleReader {
  readonly codecs: Codecs;
  readonly files: Files;
  readonly #layers: Layers;
  readonly #writer: ArtifactWriter;

  constructor(layers: Layers, codecs = new Codecs()) {
    this.#layers = layers;
    this.codecs = codecs;
    this.#writer = new ArtifactWriter(layers, codecs);
    this.files = new Files(layers, {
      stream: (ref) => this.stream(ref),
      bytes: (ref) => this.bytes(ref),
      isThere: (ref) => this.isThere(ref),
      damaged: (ref, how) => this.#damaged(ref, how),
    });
  }

  write(value: unknown, options: WriteOptions): Promise<ArtifactRef> {
    return this.#writer.write(value, options);
  }

  /** `stored`: what was kept beside the value, for the handles in it. */
  async read(ref: ArtifactRef, stored: readonly ArtifactRef[] = [], options: ReadOptions = {}): Promise<unknown> {
    if (this.files.opens(ref)) return this.files.open(ref).load();
    const codec = this.codecs.of(ref);
    const handles = readingHandles(stored, this);
    if (codec.decodeParts) return this.#readParts(ref, codec, { ...options, foreign: handles });
    if (options.columns) throw noColumns(ref.name, ref.codec);
    if (codec.decodeStream && !ref.inline) return this.#readStream(ref, codec, handles);
    const bytes = await this.bytes(ref);
    try {
      return await codec.decode(bytes, handles);
    } catch (error) {
      throw (error as NodeJS.ErrnoException | null)?.code === 'ERR_STRING_TOO_LONG' ? tooLargeToRead(ref) : error;
    }
  }

  /** Any part of it, without the rest: checked by blocks, or as a whole where it is small. */
  async open(ref: ArtifactRef): Promise<RandomBytes> {
    const { size, blocks, layer, key } = ref;
    if (blocks) {
      const driver = this.#layers.driver(layer);
      const damaged = (): Error => this.#damaged(ref, 'not what was written there');
      const stream = (from: number, to: number): AsyncIterable<Uint8Array> =>
        this.#part(ref, driver.stream(key!, { from, to }));
      return new BlockBytes({ size, sums: blocks, stream, damaged });
    }
    return new WholeBytes(await this.bytes(ref));
  }

  async *#part(ref: ArtifactRef, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      throw this.#explain(error, ref);
    }
  }

  async #readStream(ref: ArtifactRef, codec: InnerCodec, handles: ForeignTags): Promise<unknown> {
    let isWhole = false;
    const whole = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      yield* chunks;
      isWhole = true;
    };
    const value = await this.#checked(ref, () => codec.decodeStream!(whole(this.stream(ref)), handles));
    // One that had enough before the end has not seen the digest.
    if (!isWhole) await this.#verify(ref);
    return value;
  }

  async #readParts(ref: ArtifactRef, codec: InnerCodec, reading: PartsReading): Promise<unknown> {
    const bytes = await this.open(ref);
    return this.#checked(ref, () => codec.decodeParts!(bytes, reading));
  }

  /** A table part by part, with no more of it in memory; only what the columns that are wanted take is read. */
  async *batches(
    ref: ArtifactRef,
    stored: readonly ArtifactRef[] = [],
    options: ReadOptions = {},
  ): AsyncGenerator<Table> {
    const codec = this.codecs.of(ref);
    if (!codec.batches) throw noColumns(ref.name, ref.codec);
    const parts = codec.batches(await this.open(ref), { ...options, foreign: readingHandles(stored, this) });
    yield* this.#oneByOne(ref, parts);
  }

  /** A list item by item; what is kept as one value is read as a whole. */
  async *items(ref: ArtifactRef, stored: readonly ArtifactRef[] = []): AsyncGenerator<unknown> {
    const codec = this.codecs.of(ref);
    if (codec.items) return yield* this.#oneByOne(ref, codec.items(this.stream(ref), readingHandles(stored, this)));
    if (codec.batches) {
      for await (const batch of this.batches(ref, stored)) yield* batch.rows();
      return;
    }
    const value = await this.read(ref, stored);
    if (!Array.isArray(value)) throw noItems(ref.name, ref.codec);
    yield* value as unknown[];
  }

  async *#oneByOne<T>(ref: ArtifactRef, items: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.#checked(ref, () => iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  async *stream(ref: ArtifactRef): AsyncIterable<Uint8Array> {
    let digest: string;
    const digester = new Digester({ withBlocks: false, size: ref.size });
    const chunks = ref.inline ? [new Uint8Array(ref.inline)] : this.#layers.driver(ref.layer).stream(ref.key!);
    try {
      for await (const chunk of chunks) {
        // Before it is somebody else's.
        const passing = digester.add(chunk);
        if (passing) await passing;
        yield chunk;
      }
      ({ digest } = await digester.end());
    } catch (error) {
      throw this.#explain(error, ref);
    } finally {
      digester.abandon();
    }
    if (digest !== ref.digest) throw this.#damaged(ref, 'not what was written there');
  }

  /** Whether the bytes are still there, as far as that can be told without reading them. */
  async isThere(ref: ArtifactRef): Promise<boolean> {
    return ref.inline !== null || (await this.#layers.driver(ref.layer).size(ref.key!)) === ref.size;
  }

  /** Removes an artifact that was never committed; nobody else knows of it. */
  async remove({ layer, key, digest }: ArtifactRef): Promise<void> {
    // Bytes that are kept under their own digest may be others' as well.
    if (key !== null && !isContentKey(key, digest)) await this.#layers.driver(layer).remove(key);
  }

  /** An address where anyone may read the bytes, for so many seconds. */
  async presign({ name, layer, key }: ArtifactRef, seconds: number): Promise<string> {
    const bucket = 'Name a bucket: by `@Task({ storage })`, or by `@Storage()`.';
    if (key === null) throw cantPresign(name, 'the record itself', `Small values are. ${bucket}`);
    const driver = this.#layers.driver(layer);
    if (!driver.presign) throw cantPresign(name, `the layer "${layer}", which is a ${driver.kind}`, bucket);
    return driver.presign(key, { seconds });
  }

  /** For people: a path, an address, or the record. */
  place(ref: Pick<ArtifactRef, 'layer' | 'key'>): string {
    return ref.key === null ? 'the record' : this.#layers.driver(ref.layer).place(ref.key);
  }

  /** All of it, as it was written. What is in the record is read more than once: who hands it on hands on a copy. */
  async bytes(ref: ArtifactRef): Promise<Uint8Array> {
    const bytes = ref.inline ?? (await this.#get(ref));
    if (digestOf(bytes) !== ref.digest) throw this.#damaged(ref, 'not what was written there');
    return bytes;
  }

  async #get(ref: ArtifactRef): Promise<Uint8Array> {
    if (ref.size > largest) throw tooLargeToRead(ref);
    try {
      return await this.#layers.driver(ref.layer).get(ref.key!);
    } catch (error) {
      throw this.#explain(error, ref);
    }
  }

  /** A codec that stumbles over damaged bytes must not be blamed: then all of them are read once more. */
  async #checked<T>(ref: ArtifactRef, decode: () => T): Promise<Awaited<T>> {
    try {
      return await decode();
    } catch (error) {
      if (error instanceof ArtifactDamaged) throw error;
      await this.#verify(ref);
      throw error;
    }
  }

  async #verify(ref: ArtifactRef): Promise<void> {
    for await (const _ of this.stream(ref)) void _;
  }

  #explain(error: unknown, ref: ArtifactRef): unknown {
    return error instanceof BytesMissing ? this.#damaged(ref, 'gone') : error;
  }

  #damaged(ref: ArtifactRef, how: 'gone' | 'not what was written there'): ArtifactDamaged {
    return new ArtifactDamaged(ref, this.place(ref), how);
  }
}
