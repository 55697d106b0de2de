import { encode } from '../values/encode.ts';
import { decode, type ForeignTags } from '../values/specials.ts';
import { UnknownCodec } from './errors.ts';

/** Between a value and bytes. The name is kept with the artifact, so that it is read back by the same one. */
export interface Codec {
  readonly name: string;
  /** Of the file, without the dot. */
  readonly extension: string;
  encode(value: unknown, label: string, foreign?: ForeignTags): Uint8Array;
  decode(bytes: Uint8Array, foreign?: ForeignTags): unknown;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const asText = (bytes: Uint8Array): string => (Buffer.isBuffer(bytes) ? bytes.toString('utf8') : utf8.decode(bytes));

const json: Codec = {
  name: 'json',
  extension: 'json',
  encode: (value, label, foreign) => Buffer.from(encode(value, foreign ? { label, foreign } : { label })),
  decode: (bytes, foreign) => decode(asText(bytes), foreign),
};

const text: Codec = {
  name: 'text',
  extension: 'txt',
  encode: (value) => Buffer.from(value as string),
  decode: asText,
};

const bytes: Codec = {
  name: 'bytes',
  extension: 'bin',
  encode: (value) => value as Uint8Array,
  // A copy: what is in the record is read more than once, and a task may write into what it gets.
  decode: (kept) => new Uint8Array(kept),
};

const buffer: Codec = {
  name: 'buffer',
  extension: 'bin',
  encode: (value) => value as Buffer,
  decode: (kept) => Buffer.from(kept),
};

const codecs: Readonly<Record<string, Codec>> = { json, text, bytes, buffer };

/** By the value alone: bytes stay bytes, text that is whole stays text, everything else is JSON that forgets nothing. */
export function codecFor(value: unknown): Codec {
  // A lone surrogate has no UTF-8; JSON escapes it.
  if (typeof value === 'string') return value.isWellFormed() ? text : json;
  const prototype: unknown = value === null || typeof value !== 'object' ? undefined : Object.getPrototypeOf(value);
  if (prototype === Uint8Array.prototype) return bytes;
  return prototype === Buffer.prototype ? buffer : json;
}

export function codecNamed(name: string, artifact: string): Codec {
  if (!Object.hasOwn(codecs, name)) throw new UnknownCodec(name, artifact);
  return codecs[name]!;
}
