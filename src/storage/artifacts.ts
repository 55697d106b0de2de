import { createHash } from 'node:crypto';
import { digestOf } from '../values/digest.ts';
import type { ForeignTags } from '../values/specials.ts';
import { blocksOf } from './blocks.ts';
import { type Chosen, Codecs } from './codecs/codecs.ts';
import type { Encoded, InnerCodec } from './codecs/codec.ts';
import { NoBytes, NoItems } from './codecs/errors.ts';
import { ArtifactDamaged, BytesLost, BytesMissing, TooLargeToRead } from './errors.ts';
import { Flow } from './flow.ts';
import { type HandleReader, readingHandles } from './handle.ts';
import type { Layers } from './layers.ts';
import { PreviewMaker } from './previews/making.ts';
import { BlockBytes, type RandomBytes, WholeBytes } from './random.ts';
import type { ArtifactRef } from './ref.ts';

/** Larger values don't go into the record. */
export const inlineLimit = 64 * 1024;

/** What is small is looked at when somebody asks: a preview of it would cost as much as it does. */
export const isPreviewed = ({ size }: Pick<ArtifactRef, 'size'>): boolean => size > inlineLimit;

/** What Node reads from a file at once. */
const largest = 2 ** 31 - 1;

export interface WriteOptions {
  readonly name: string;
  /** The start of the key; each attempt has its own. */
  readonly prefix: string;
  readonly id: string;
  /** The keys that this execution has used, as {@link sameFile} sees them. */
  readonly used?: Set<string>;
  /** Null: the record for small values, the default layer for the others. */
  readonly layer: string | null;
  /** How the value is called in messages. */
  readonly label: string;
  readonly foreign?: ForeignTags;
  /** The name of a codec; by the value if left out. */
  readonly codec?: string | undefined;
  /** Texts that must not get into the preview, longer ones first. */
  readonly hide?: readonly string[] | undefined;
  /** Ends a stream. */
  readonly signal?: AbortSignal | undefined;
}

/** Some file systems take `A` for `a`, and two spellings of `ä` for one. */
const sameFile = (key: string): string => key.normalize('NFC').toLowerCase();

/** A name without an extension gets one, and so does one whose file is taken: `model` and `model.json` are two things. */
function keyFor({ prefix, name, used }: WriteOptions, extension: string): string {
  let key = `${prefix}/${name}`;
  if (!/\.[A-Za-z0-9]+$/.test(name)) key += `.${extension}`;
  while (used?.has(sameFile(key))) key += `.${extension}`;
  used?.add(sameFile(key));
  return key;
}

/** Writes values and reads them back, checked: the one way between values and storage layers. */
export class Artifacts implements HandleReader {
  readonly codecs: Codecs;
  readonly #layers: Layers;

  constructor(layers: Layers, codecs = new Codecs()) {
    this.#layers = layers;
    this.codecs = codecs;
  }

  async write(value: unknown, options: WriteOptions): Promise<ArtifactRef> {
    const choice = this.codecs.choose(value, options.codec, options.label);
    const chosen = choice instanceof Promise ? await choice : choice;
    try {
      const { label, foreign } = options;
      const preview = chosen.codec.shows ? new PreviewMaker(options.hide) : undefined;
      const encoding = chosen.codec.encode(chosen.value, preview ? { label, foreign, preview } : { label, foreign });
      const encoded = encoding instanceof Promise ? await encoding : encoding;
      if (encoded instanceof Uint8Array) return await this.#writeBytes(encoded, chosen, options, preview);
      return await this.#writeStream(encoded, chosen, options, preview);
    } finally {
      if (chosen.opened) await chosen.opened.close();
    }
  }

  async #writeBytes(
    bytes: Uint8Array,
    { codec, value }: Chosen,
    options: WriteOptions,
    seen?: PreviewMaker,
  ): Promise<ArtifactRef> {
    const made = { digest: digestOf(bytes), size: bytes.byteLength };
    if (options.layer === null && bytes.byteLength <= inlineLimit) {
      // What the task does with its bytes later is no business of the record.
      return inlined(codec.kept, made, options, bytes === value ? new Uint8Array(bytes) : bytes);
    }
    // Before the bytes go: whoever has the value may change it then.
    const preview = isPreviewed(made) ? await (seen ?? new PreviewMaker(options.hide)).whole(value, bytes) : null;
    const place = this.#placeFor(codec.extension, options);
    await this.#layers.driver(place.layer).put(place.key, bytes);
    const blocks = blocksOf(bytes);
    return { id: options.id, name: options.name, codec: codec.kept, ...made, ...place, inline: null, blocks, preview };
  }

  /** The key is known before the digest is, so that the bytes go where they stay. */
  async #writeStream(
    encoded: Encoded,
    chosen: Chosen,
    options: WriteOptions,
    seen = new PreviewMaker(options.hide),
  ): Promise<ArtifactRef> {
    if (typeof encoded !== 'object' || encoded === null) throw new NoBytes(options.label, encoded);
    const { codec } = chosen;
    const flow = new Flow(encoded as AsyncIterable<Uint8Array>, options.label, options.signal);
    try {
      const small = await flow.small();
      if (small) return await this.#writeBytes(new Uint8Array(small), chosen, options, seen);
      const preview = seen.head(flow.head);
      const place = this.#placeFor(codec.extension, options);
      const driver = this.#layers.driver(place.layer);
      await driver.put(place.key, flow);
      const kept = await driver.size(place.key);
      if (!flow.isOver || kept !== flow.size) {
        await driver.remove(place.key);
        throw new BytesLost(options.label, driver.place(place.key), flow.size, kept);
      }
      const { digest, size, blocks } = flow;
      const made = { id: options.id, name: options.name, codec: codec.kept, digest, size };
      return { ...made, ...place, inline: null, blocks, preview: preview(size) };
    } finally {
      await flow.close();
    }
  }

  #placeFor(extension: string, options: WriteOptions): { layer: string; key: string } {
    return { layer: options.layer ?? this.#layers.default, key: keyFor(options, extension) };
  }

  /** `stored`: what was kept beside the value, for the handles in it. */
  async read(ref: ArtifactRef, stored: readonly ArtifactRef[] = []): Promise<unknown> {
    const codec = this.codecs.of(ref);
    const handles = readingHandles(stored, this);
    if (codec.decodeStream && !ref.inline) return this.#readStream(ref, codec, handles);
    const bytes = ref.inline ?? (await this.#bytes(ref));
    if (digestOf(bytes) !== ref.digest) throw this.#damaged(ref, 'not what was written there');
    try {
      return await codec.decode(bytes, handles);
    } catch (error) {
      throw (error as NodeJS.ErrnoException | null)?.code === 'ERR_STRING_TOO_LONG' ? new TooLargeToRead(ref) : error;
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
    const bytes = ref.inline ?? (await this.#bytes(ref));
    if (digestOf(bytes) !== ref.digest) throw this.#damaged(ref, 'not what was written there');
    return new WholeBytes(bytes);
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

  /** A list item by item; what is kept as one value is read as a whole. */
  async *items(ref: ArtifactRef, stored: readonly ArtifactRef[] = []): AsyncGenerator<unknown> {
    const codec = this.codecs.of(ref);
    if (codec.items) {
      const items = codec.items(this.stream(ref), readingHandles(stored, this))[Symbol.asyncIterator]();
      try {
        for (;;) {
          const { done, value } = await this.#checked(ref, () => items.next());
          if (done) return;
          yield value;
        }
      } finally {
        await items.return?.();
      }
    }
    const value = await this.read(ref, stored);
    if (!Array.isArray(value)) throw new NoItems(ref.name, ref.codec);
    yield* value as unknown[];
  }

  async *stream(ref: ArtifactRef): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    const chunks = ref.inline ? [new Uint8Array(ref.inline)] : this.#layers.driver(ref.layer).stream(ref.key!);
    try {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      throw this.#explain(error, ref);
    }
    if (`sha256:${hash.digest('hex')}` !== ref.digest) throw this.#damaged(ref, 'not what was written there');
  }

  /** Whether the bytes are still there, as far as that can be told without reading them. */
  async isThere(ref: ArtifactRef): Promise<boolean> {
    return ref.inline !== null || (await this.#layers.driver(ref.layer).size(ref.key!)) === ref.size;
  }

  /** For people: a path, an address, or the record. */
  place(ref: Pick<ArtifactRef, 'layer' | 'key'>): string {
    return ref.key === null ? 'the record' : this.#layers.driver(ref.layer).place(ref.key);
  }

  async #bytes(ref: ArtifactRef): Promise<Uint8Array> {
    if (ref.size > largest) throw new TooLargeToRead(ref);
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
    return new ArtifactDamaged(ref.id, ref.name, this.place(ref), how);
  }
}

function inlined(
  codec: string,
  made: { digest: string; size: number },
  { id, name }: WriteOptions,
  inline: Uint8Array,
): ArtifactRef {
  return { id, name, codec, ...made, layer: 'record', key: null, inline, blocks: null };
}
