import { digestOf } from '../values/digest.ts';
import type { ForeignTags } from '../values/special-values.ts';
import { type ObjectMetadata, mediaTypeOf } from './object-metadata.ts';
import { blocksOf } from './blocks.ts';
import type { EncodedBytes } from './codecs/codec.ts';
import type { Chosen, Codecs } from './codecs/codecs.ts';
import { noBytes } from './codecs/errors.ts';
import { bytesLost } from './errors.ts';
import { PieceStream } from './piece-stream.ts';
import type { Layers } from './layers.ts';
import { fileNameOf, versionOf } from './artifact-key.ts';
import type { PreviewMaker } from './previews/create-preview.ts';
import { isPreviewed, previewMaker } from './previews/threshold.ts';
import type { ArtifactRef } from './ref.ts';
import { SecretSearch } from './secret-search.ts';
import { Secrets } from '../values/secrets.ts';

/** Larger values don't go into the record. */
export const inlineLimit = 64 * 1024;

export interface WriteOptions {
  readonly name: string;
  /** The beginning of the artifact's whole name; its key has the component run in it besides. */
  readonly prefix: string;
  readonly id: string;
  /** The execution that it belongs to, for layers that keep such things. */
  readonly componentRun?: string | undefined;
  /** The names that this execution has used, as {@link sameFile} sees them. */
  readonly used?: Set<string>;
  /** Null: the record for small values, the default layer for the others. */
  readonly layer: string | null;
  /** How the value is called in messages. */
  readonly label: string;
  readonly foreign?: ForeignTags;
  /** The name of a codec; by the value if left out. */
  readonly codec?: string | undefined;
  /** Secrets that must not get into the preview, and are looked for in the bytes. */
  readonly secrets?: Secrets | undefined;
  /** Hears the name of what has a secret in it. */
  readonly foundSecret?: ((name: string) => void) | undefined;
  /** Ends a stream. */
  readonly signal?: AbortSignal | undefined;
}

/** Some file systems take `A` for `a`, and two spellings of `ä` for one. */
const sameFile = (name: string): string => name.normalize('NFC').toLowerCase();

/** One whose file is taken gets one more extension: `model` and `model.json` are two things. */
function keyFor({ prefix, name, id, used }: WriteOptions, extension: string): string {
  let file = fileNameOf(name, extension);
  while (used?.has(sameFile(file))) file += `.${extension}`;
  used?.add(sameFile(file));
  return versionOf(`${prefix}/${file}`, id);
}

/** From values to bytes in a layer, or in the record. */
export class ArtifactWriter {
  readonly #layers: Layers;
  readonly #codecs: Codecs;

  constructor(layers: Layers, codecs: Codecs) {
    this.#layers = layers;
    this.#codecs = codecs;
  }

  async write(value: unknown, options: WriteOptions): Promise<ArtifactRef> {
    const choice = this.#codecs.choose(value, options.codec, options.label);
    const chosen = choice instanceof Promise ? await choice : choice;
    try {
      const { label, foreign } = options;
      const preview = chosen.codec.shows ? await previewMaker(options.secrets) : undefined;
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
    const { secrets = Secrets.none } = options;
    // Compressed bytes show nothing: the value itself may.
    if (secrets.isInBytes(bytes) || (bytes !== value && secrets.isInside(value))) options.foundSecret?.(options.name);
    if (options.layer === null && bytes.byteLength <= inlineLimit) {
      // What the task does with its bytes later is no business of the record.
      return inlined(codec.kept, made, options, bytes === value ? new Uint8Array(bytes) : bytes);
    }
    // Before the bytes go: whoever has the value may change it then.
    const preview = isPreviewed(made)
      ? await (seen ?? (await previewMaker(options.secrets))).whole(value, bytes)
      : null;
    const place = this.#placeFor(codec.extension, options);
    await this.#layers.driver(place.layer).put(place.key, bytes, aboutIt(place.key, options, made.digest));
    const blocks = blocksOf(bytes);
    return { id: options.id, name: options.name, codec: codec.kept, ...made, ...place, inline: null, blocks, preview };
  }

  /** The key is known before the digest is, so that the bytes go where they stay. */
  async #writeStream(
    encoded: EncodedBytes,
    chosen: Chosen,
    options: WriteOptions,
    seen?: PreviewMaker,
  ): Promise<ArtifactRef> {
    if (typeof encoded !== 'object' || encoded === null) throw noBytes(options.label, encoded);
    const { codec } = chosen;
    const search = options.secrets?.isEmpty === false ? new SecretSearch(options.secrets) : undefined;
    const flow = new PieceStream(encoded as AsyncIterable<Uint8Array>, options.label, options.signal, search);
    try {
      const small = await flow.small();
      if (small) return await this.#writeBytes(new Uint8Array(small), chosen, options, seen);
      const preview = (seen ?? (await previewMaker(options.secrets))).head(flow.head);
      const place = this.#placeFor(codec.extension, options);
      const driver = this.#layers.driver(place.layer);
      await driver.put(place.key, flow, aboutIt(place.key, options));
      const kept = await driver.size(place.key);
      if (!flow.isOver || kept !== flow.size) {
        await driver.remove(place.key);
        throw bytesLost(options.label, driver.place(place.key), flow.size, kept);
      }
      if (search?.isFound) options.foundSecret?.(options.name);
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
}

function aboutIt(key: string, { componentRun, name }: WriteOptions, digest?: string): ObjectMetadata | undefined {
  return componentRun === undefined
    ? undefined
    : { componentRun, name, mediaType: mediaTypeOf(key), ...(digest !== undefined && { digest }) };
}

function inlined(
  codec: string,
  made: { digest: string; size: number },
  { id, name }: WriteOptions,
  inline: Uint8Array,
): ArtifactRef {
  return { id, name, codec, ...made, layer: 'record', key: null, inline, blocks: null };
}
