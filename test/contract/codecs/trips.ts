import { tableFromArrays } from 'apache-arrow';
import fc from 'fast-check';
import type { Codec } from '../../../src/storage/codecs/codec.ts';
import { defineCodec } from '../../../src/storage/codecs/define.ts';
import { Table } from '../../../src/values/table/table.ts';
import { columns, rows } from '../../storage/tables/arbitrary.ts';
import { value } from '../../values/arbitrary.ts';

/** One value on its way: made when it is written, since a stream is read once. */
export interface Trip {
  readonly codec?: string;
  /** The codec that keeps it. */
  readonly kept: string;
  readonly make: () => unknown;
  readonly expected: unknown;
  /** What comes one by one, where it does. */
  readonly items?: readonly unknown[];
  /** Some columns, and what comes of them. */
  readonly part?: { readonly columns: readonly string[]; readonly expected: unknown };
}

class Points {
  readonly xy: Float64Array;
  constructor(xy: Float64Array) {
    this.xy = xy;
  }
}

const points = defineCodec({
  name: 'points',
  extension: 'f64',
  accepts: (given) => given instanceof Points,
  encode: ({ xy }: Points) => new Uint8Array(xy.buffer, xy.byteOffset, xy.byteLength),
  decode: (bytes) => new Points(new Float64Array(bytes.slice().buffer)),
});

/** Sets of words, one after the other. */
const words: Codec<Set<string>> = {
  name: 'words',
  extension: 'txt',
  accepts: (given) => given instanceof Set && [...given].every((word) => /^[a-z]+$/.test(String(word))),
  *encode(given) {
    for (const word of given) yield Buffer.from(`${word} `);
  },
  async decodeStream(chunks) {
    let text = '';
    for await (const chunk of chunks) text += Buffer.from(chunk).toString();
    return new Set(text.split(' ').slice(0, -1));
  },
};

/** Numbers at places that can be asked for by name. */
const grid = defineCodec<Map<string, number>>({
  name: 'grid',
  extension: 'grid',
  accepts: (given) => given instanceof Map && [...given].every(([key, cell]) => /^\w$/.test(String(key)) && typeof cell === 'number'), // prettier-ignore
  encode: (given) => Buffer.concat([...given].map(([key, cell]) => { const bytes = Buffer.alloc(9, key); bytes.writeDoubleLE(cell, 1); return bytes; })), // prettier-ignore
  async decodeParts(bytes, { columns: wanted }) {
    const found = new Map<string, number>();
    for (let at = 0; at < bytes.size; at += 9) {
      const key = String.fromCharCode((await bytes.read(at, at + 1))[0]!);
      if (wanted && !wanted.includes(key)) continue;
      found.set(key, Buffer.from(await bytes.read(at + 1, at + 9)).readDoubleLE());
    }
    return found;
  },
});

export const own: readonly Codec[] = [points, words, grid];

async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await item;
}

/** The first columns of a table, for those that can be read by columns. */
const first = (table: Table): readonly string[] => table.names.slice(0, Math.ceil(table.names.length / 2));

const table = columns.map((given) => Table.of(given as Record<string, unknown[]>));
const bytes = fc.uint8Array({ maxLength: 50_000, size: 'max' });

/** A value of every codec there is, whole and streamed. */
export const trips: Readonly<Record<string, fc.Arbitrary<Trip>>> = {
  'values as json': value.map((made) => ({ codec: 'json', kept: 'json', make: () => made, expected: made })),
  'text': fc.string({ unit: 'grapheme' }).map((made) => ({ kept: 'text', make: () => made, expected: made })),
  'bytes': bytes.map((made) => ({ kept: 'bytes', make: () => made, expected: made })),
  'buffers': bytes.map((made) => ({ kept: 'buffer', make: () => Buffer.from(made), expected: Buffer.from(made) })),
  'streams of bytes': fc.array(bytes, { minLength: 1, maxLength: 4 }).map((made) => ({
    kept: 'bytes',
    make: () => slowly(made),
    expected: new Uint8Array(Buffer.concat(made)),
  })),
  'lists as lines': fc.array(value).map((made) => ({ codec: 'ndjson', kept: 'ndjson', make: () => made, expected: made, items: made })),
  'streams of values': fc.array(value.filter((item) => !(item instanceof Uint8Array)), { minLength: 1 }).map((made) => ({
    kept: 'ndjson',
    make: () => slowly(made),
    expected: made,
    items: made,
  })),
  'tables': table.map((made) => ({
    kept: 'parquet',
    make: () => made,
    expected: made,
    items: [...made],
    part: { columns: first(made), expected: made.select(first(made)) },
  })),
  'streams of tables': table.map((made) => ({
    kept: 'parquet',
    make: () => slowly([made.slice(0, 3), made.slice(3)]),
    expected: made,
    items: [...made],
  })),
  'rows': rows.map((made) => ({ codec: 'parquet', kept: 'parquet', make: () => made, expected: made, items: made })),
  'streams of rows': rows.map((made) => ({ codec: 'parquet', kept: 'parquet', make: () => slowly(made), expected: made, items: made })),
  'columns': columns.map((made) => ({ codec: 'parquet', kept: 'parquet', make: () => made, expected: made })),
  'tables of apache-arrow': fc.tuple(fc.float64Array({ minLength: 1 }), fc.boolean()).map(([x, more]) => {
    const made = tableFromArrays(more ? { x, y: x.map((n) => -n) } : { x });
    return { kept: 'arrow', make: () => made, expected: made };
  }),
  "custom codecs, whole": fc.float64Array().map((xy) => ({ kept: 'points', make: () => new Points(xy), expected: new Points(xy) })),
  "custom codecs, streamed": fc.array(fc.stringMatching(/^[a-z]{1,9}$/)).map((made) => ({
    kept: 'words',
    make: () => new Set(made),
    expected: new Set(made),
  })),
  "custom codecs, in parts": fc.dictionary(fc.stringMatching(/^[a-z]$/), fc.double()).map((made) => ({
    kept: 'grid',
    make: () => new Map(Object.entries(made)),
    expected: new Map(Object.entries(made)),
    part: { columns: ['a'], expected: new Map(Object.entries(made).filter(([key]) => key === 'a')) },
  })),
}; // prettier-ignore
