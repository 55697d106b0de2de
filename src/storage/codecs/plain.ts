import { encode } from '../../values/encode.ts';
import { decode, extraProperties } from '../../values/special-values.ts';
import type { InnerCodec } from './codec.ts';
import { streamOf } from './stream.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const asText = (bytes: Uint8Array): string => (Buffer.isBuffer(bytes) ? bytes.toString('utf8') : utf8.decode(bytes));

export const json: InnerCodec = {
  kept: 'json',
  extension: 'json',
  // It refuses by name what it can't keep.
  accepts: () => true,
  encode: (value, { label, foreign }) => {
    const options = foreign ? { label, foreign } : { label };
    const text = encode(value, options);
    const written = foreign?.written?.(() => encode(value, options));
    return written ? written.then((again) => Buffer.from(again)) : Buffer.from(text);
  },
  decode: (bytes, foreign) => {
    const value = decode(asText(bytes), foreign);
    const whole = foreign?.whole?.();
    return whole ? whole.then(() => value) : value;
  },
};

export const text: InnerCodec = {
  kept: 'text',
  extension: 'txt',
  // A lone surrogate has no UTF-8.
  accepts: (value) => typeof value === 'string' && value.isWellFormed(),
  encode: (value) => Buffer.from(value as string),
  decode: asText,
};

/** Bytes with a property of their own are refused, by the name of it, where values are encoded. */
const isBare = (value: Uint8Array): boolean => extraProperties(value).length === 0;

export const bytes: InnerCodec = {
  kept: 'bytes',
  extension: 'bin',
  accepts: (value) => (value instanceof Uint8Array && isBare(value)) || streamOf(value) !== undefined,
  encode: (value) => value as Uint8Array | AsyncIterable<Uint8Array>,
  // A copy: what is in the record is read more than once, and a task may write into what it gets.
  decode: (kept) => new Uint8Array(kept),
};

export const buffer: InnerCodec = {
  kept: 'buffer',
  extension: 'bin',
  accepts: (value) => Buffer.isBuffer(value) && isBare(value),
  encode: (value) => value as Buffer,
  decode: (kept) => Buffer.from(kept),
};

/** A file or a folder is kept by who knows its path, and opened by who has its reference: these are but their names. */
const never = { accepts: () => false };
export const file: InnerCodec = { ...bytes, ...never, kept: 'file' };
export const executable: InnerCodec = { ...bytes, ...never, kept: 'executable' };
export const folder: InnerCodec = { ...json, ...never, kept: 'folder' };
