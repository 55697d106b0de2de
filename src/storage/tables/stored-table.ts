import { encode } from '../../values/encode.ts';
import { decode, type ForeignTags } from '../../values/special-values.ts';
import { type Column, hasNulls } from '../../values/table/column.ts';
import type { TypedArray } from '../../values/typed-arrays.ts';
import type { Writing } from '../codecs/codec.ts';

/** A column as the library takes it. */
export interface Stored {
  readonly data: TypedArray | readonly unknown[];
  /** One value after the other, where the library would look for equal ones in vain, or take unlike ones for equal. */
  readonly encoding?: 'PLAIN';
  /** The smallest and the largest value, and how many are null. */
  readonly statistics: boolean;
}

/** A column's values as they are stored. `first`: the row of the table that they begin with. */
export function stored(column: Column, first: number, writing: Writing): Stored {
  const { kind, data } = column;
  switch (kind) {
    case 'date':
      return { data: hasNulls(column) ? nullableTimes(data as Float64Array) : longs(data as Float64Array), statistics };
    case 'string':
      if (!areMostlyDifferent(data as readonly unknown[])) return { data, statistics };
      return { data: utf8Of(data as readonly string[]), encoding: 'PLAIN', statistics };
    case 'json':
      // Statistics of these and of bytes would keep the smallest and the largest as they are.
      return { data: texts(column, first, writing), statistics: false };
    case 'bytes':
    case 'buffer':
      return { data, encoding: 'PLAIN', statistics: false };
    case 'Uint32Array':
      // The library minds the upper half of a typed array.
      return { data: Array.from(data as Uint32Array), statistics };
    default:
      return hasNegativeZero(column) ? { data, encoding: 'PLAIN', statistics } : { data, statistics };
  }
}

const statistics = true;

const nullableTimes = (times: Float64Array): (bigint | null)[] =>
  Array.from(times, (at) => (Number.isNaN(at) ? null : BigInt(at)));

function texts({ name, data }: Column, first: number, { label, foreign }: Writing): (string | null)[] {
  let row = first;
  const options = {
    get label() {
      return `row ${row} of the column ${JSON.stringify(name)} of ${label}`;
    },
    ...(foreign && { foreign }),
  };
  return (data as readonly unknown[]).map((value, i) => {
    row = first + i;
    return value === null ? null : encode(value, options);
  });
}

/** Whole numbers of up to 2 ** 53, without an object for each. */
function longs(numbers: Float64Array): BigInt64Array {
  const made = new BigInt64Array(numbers.length);
  const halves = new Int32Array(made.buffer);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    halves[2 * i] = value;
    halves[2 * i + 1] = Math.floor(value / 2 ** 32);
  }
  return made;
}

function setDoubles(into: Float64Array, at: number, values: BigInt64Array): void {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  for (let i = 0; i < values.length; i++) into[at + i] = halves[2 * i + 1]! * 2 ** 32 + (halves[2 * i]! >>> 0);
}

/** Dates that were stored, into milliseconds. */
export function setTimes(into: Float64Array, at: number, values: ArrayLike<bigint | null | undefined>): void {
  if (values instanceof BigInt64Array) return setDoubles(into, at, values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    into[at + i] = value === null || value === undefined ? Number.NaN : Number(value);
  }
}

/** A value that was stored, where it is not stored as it is. */
export function restorer(
  kind: Column['kind'],
  foreign: ForeignTags | undefined,
): ((value: any) => unknown) | undefined {
  switch (kind) {
    case 'json':
      return (text: string) => decode(text, foreign);
    case 'bytes':
      // Copies: one value would hold the memory of thousands.
      return (bytes: Uint8Array) => Uint8Array.from(bytes);
    case 'buffer':
      return (bytes: Uint8Array) => Buffer.from(bytes);
    default:
      return undefined;
  }
}

/** A dictionary would take one for the other. */
function hasNegativeZero({ kind, data }: Column): boolean {
  if (kind !== 'Float64Array' && kind !== 'Float32Array' && kind !== 'number') return false;
  for (let i = 0; i < data.length; i++) if (data[i] === 0 && Object.is(data[i], -0)) return true;
  return false;
}

/** So many are looked at to tell whether most of them are different. */
const sampled = 1000;

/** Whether a dictionary of these texts would hardly be shorter than they are. */
export function areMostlyDifferent(texts: readonly unknown[]): boolean {
  const step = Math.max(1, Math.floor(texts.length / sampled));
  const seen = new Set<unknown>();
  let looked = 0;
  for (let i = 0; i < texts.length; i += step) {
    seen.add(texts[i]);
    looked += 1;
  }
  return seen.size > looked * 0.9;
}

/** All of them as UTF-8, in one piece of memory: one by one they would take several times as long. */
export function utf8Of(texts: readonly (string | null)[]): (Uint8Array | null)[] {
  const all = texts.join('');
  const { buffer, byteOffset, byteLength } = Buffer.from(all);
  const ascii = byteLength === all.length;
  let at = byteOffset;
  return texts.map((text) => {
    if (text === null) return null;
    const length = ascii ? text.length : Buffer.byteLength(text);
    at += length;
    return new Uint8Array(buffer, at - length, length);
  });
}
