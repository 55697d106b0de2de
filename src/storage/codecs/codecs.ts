import path from 'node:path';
import { codecTaken, UnknownCodec, unknownCodecAsked, wrongForCodec } from './errors.ts';
import type { ArtifactPlace } from '../ref.ts';
import { Table } from '../../values/table/table.ts';
import { arrow, isArrowTable } from '../tables/arrow.ts';
import { parquet } from '../tables/parquet.ts';
import { codecName, type Codec, type InnerCodec } from './codec.ts';
import { fileOf } from './define.ts';
import { ndjson } from './ndjson.ts';
import { fromProject } from './project-codecs.ts';
import * as plain from './plain.ts';
import { Opened, streamOf } from './stream.ts';

const builtIn: readonly InnerCodec[] = [plain.json, plain.text, plain.bytes, plain.buffer, ndjson, parquet, arrow];
/** Nobody asks for these: they go with the value. */
const forFiles: readonly InnerCodec[] = [plain.file, plain.executable, plain.folder];

/** A value and the codec for it. What is opened has to be closed. */
export interface Chosen {
  readonly codec: InnerCodec;
  readonly value: unknown;
  readonly opened?: Opened;
}

/** The codecs of one project: its own first, then the built-in ones. */
export class Codecs {
  readonly #own: readonly InnerCodec[];
  readonly #named: ReadonlyMap<string, InnerCodec>;

  /** `root`: what the places of definitions count from; `settings`: where those are that have no place of their own. */
  constructor(codecs: readonly Codec[] = [], root = '', settings = 'the settings') {
    const named = new Map([...builtIn, ...forFiles].map((codec) => [codec.kept, codec]));
    this.#own = codecs.map((codec) => {
      const file = fileOf(codec);
      const definedIn = file === undefined ? settings : path.relative(root, file).split(path.sep).join('/');
      const other = named.get(codec.name);
      if (other) throw codecTaken(codec.name, definedIn, other.kept);
      const own = fromProject(codec, definedIn);
      named.set(codec.name, own);
      return own;
    });
    this.#named = named;
  }

  get names(): string[] {
    return [...this.#named].flatMap(([name, codec]) => (forFiles.includes(codec) ? [] : name));
  }

  /** The codec that a task asks for. */
  asked(name: string, askedBy: string): InnerCodec {
    const codec = this.#named.get(name);
    if (!codec || forFiles.includes(codec)) throw unknownCodecAsked(name, askedBy, this.names);
    return codec;
  }

  /** The codec that wrote an artifact. */
  of(ref: ArtifactPlace): InnerCodec {
    const codec = this.#named.get(codecName(ref.codec));
    if (!codec) throw new UnknownCodec(ref);
    return codec;
  }

  /** By the value alone, unless one was asked for. A promise only for streams: their first item has to be seen. */
  choose(value: unknown, asked: string | undefined, label: string): Chosen | Promise<Chosen> {
    if (asked !== undefined) {
      const codec = this.asked(asked, label);
      if (!codec.accepts(value)) throw wrongForCodec(label, asked);
      return streamOf(value) && builtIn.includes(codec) ? this.#open(value, label, codec) : { codec, value };
    }
    for (const codec of this.#own) if (codec.accepts(value)) return { codec, value };
    return streamOf(value) ? this.#open(value, label) : { codec: codecFor(value), value };
  }

  async #open(value: unknown, label: string, codec?: InnerCodec): Promise<Chosen> {
    if (codec === plain.json) return { codec, value };
    const opened = await Opened.open(streamOf(value)!, label);
    return { codec: codec ?? codecForItems(opened), value: opened, opened };
  }
}

const codecForItems = ({ holdsBytes, holdsTables }: Opened): InnerCodec =>
  holdsBytes ? plain.bytes : holdsTables ? parquet : ndjson;

/** Bytes stay bytes, tables stay tables, text that is whole stays text, everything else is JSON that forgets nothing. */
function codecFor(value: unknown): InnerCodec {
  if (typeof value === 'string') return value.isWellFormed() ? plain.text : plain.json;
  const prototype: unknown = value === null || typeof value !== 'object' ? undefined : Object.getPrototypeOf(value);
  const ofBytes = prototype === Uint8Array.prototype ? plain.bytes : prototype === Buffer.prototype && plain.buffer;
  if (ofBytes && ofBytes.accepts(value)) return ofBytes;
  return Table.is(value) ? parquet : isArrowTable(value) ? arrow : plain.json;
}
