import { createHash } from 'node:crypto';
import { digestOf } from '../values/digest.ts';
import type { ForeignTags } from '../values/specials.ts';
import { codecFor, codecNamed } from './codecs.ts';
import { ArtifactDamaged, BytesMissing } from './errors.ts';
import { type HandleReader, readingHandles } from './handle.ts';
import type { Layers } from './layers.ts';
import type { ArtifactRef } from './ref.ts';

/** Larger values don't go into the record. */
export const inlineLimit = 64 * 1024;

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
  readonly #layers: Layers;

  constructor(layers: Layers) {
    this.#layers = layers;
  }

  async write(value: unknown, options: WriteOptions): Promise<ArtifactRef> {
    const codec = codecFor(value);
    const bytes = codec.encode(value, options.label, options.foreign);
    const common = {
      id: options.id,
      name: options.name,
      codec: codec.name,
      digest: digestOf(bytes),
      size: bytes.byteLength,
    };
    if (options.layer === null && bytes.byteLength <= inlineLimit) {
      // What the task does with its bytes later is no business of the record.
      return { ...common, layer: 'record', key: null, inline: bytes === value ? new Uint8Array(bytes) : bytes };
    }
    const layer = options.layer ?? this.#layers.default;
    const key = keyFor(options, codec.extension);
    await this.#layers.driver(layer).put(key, bytes);
    return { ...common, layer, key, inline: null };
  }

  /** `stored`: what was kept beside the value, for the handles in it. */
  async read(ref: ArtifactRef, stored: readonly ArtifactRef[] = []): Promise<unknown> {
    const bytes = ref.inline ?? (await this.#bytes(ref));
    if (digestOf(bytes) !== ref.digest) throw this.#damaged(ref, 'not what was written there');
    return codecNamed(ref.codec, ref.name).decode(bytes, readingHandles(stored, this));
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
    try {
      return await this.#layers.driver(ref.layer).get(ref.key!);
    } catch (error) {
      throw this.#explain(error, ref);
    }
  }

  #explain(error: unknown, ref: ArtifactRef): unknown {
    return error instanceof BytesMissing ? this.#damaged(ref, 'gone') : error;
  }

  #damaged(ref: ArtifactRef, how: 'gone' | 'not what was written there'): ArtifactDamaged {
    return new ArtifactDamaged(ref.id, ref.name, this.place(ref), how);
  }
}
