import { encode, type EncodeOptions } from '../../values/encode.ts';
import { decode, type ForeignTags } from '../../values/special-values.ts';
import type { InnerCodec, Writing } from './codec.ts';
import type { Stream } from './stream.ts';

/** So many characters are put into one piece: an item may be a few of them. */
const piece = 128 * 1024;
const lineEnd = 10;

async function* lines(items: Stream, { label, foreign, preview }: Writing): AsyncGenerator<Uint8Array> {
  let count = 0;
  let text = '';
  const options: EncodeOptions = {
    // Put together where it is asked for: when something is wrong.
    get label() {
      return `item ${count} of ${label}`;
    },
    ...(foreign && { foreign }),
  };
  for await (const item of items) {
    const line = encode(item, options);
    preview?.item(item);
    const written = foreign?.written?.(() => encode(item, options));
    text += written ? await written : line;
    text += '\n';
    count += 1;
    if (text.length < piece) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

async function* items(chunks: AsyncIterable<Uint8Array>, foreign?: ForeignTags): AsyncGenerator<unknown> {
  /** The beginning of a line whose end hasn't come yet. */
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      const last = bytes.subarray(start, end);
      const line = begun.length === 0 ? last : Buffer.concat([...begun, last]);
      begun = [];
      start = end + 1;
      const item = decode(line.toString('utf8'), foreign);
      const whole = foreign?.whole?.();
      if (whole) await whole;
      yield item;
    }
    // A copy: the reader may use its memory again.
    if (start < bytes.length) begun.push(Uint8Array.prototype.slice.call(bytes, start));
  }
  if (begun.length === 0) return;
  const last = decode(Buffer.concat(begun).toString('utf8'), foreign);
  await foreign?.whole?.();
  yield last;
}

/** A list as lines of JSON, each of which forgets nothing. */
export const ndjson: InnerCodec = {
  kept: 'ndjson',
  extension: 'ndjson',
  shows: true,
  accepts: (value) =>
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value),
  encode: (value, writing) => lines(value as Stream, writing),
  decode: (bytes, foreign) => ndjson.decodeStream!(one(bytes), foreign),
  async decodeStream(chunks, foreign) {
    const list: unknown[] = [];
    for await (const item of items(chunks, foreign)) list.push(item);
    return list;
  },
  items,
};

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
