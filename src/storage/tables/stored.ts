import { encode } from '../../values/encode.ts';
import { decode, type ForeignTags } from '../../values/specials.ts';
import { type Column, hasNulls } from '../../values/table/column.ts';
import type { TypedArray } from '../../values/table/kinds.ts';
import type { Writing } from '../codecs/codec.ts';

type Values = TypedArray | BigInt64Array | unknown[];

/** A column's values as they are stored. `first`: the row of the table that they begin with. */
export function storedValues(column: Column, first: number, { label, foreign }: Writing): Values {
  const { name, kind, data } = column;
  switch (kind) {
    case 'date': {
      if (!hasNulls(column)) return longs(data as Float64Array);
      return Array.from(data as Float64Array, (at) => (Number.isNaN(at) ? null : BigInt(at)));
    }
    case 'json': {
      let row = 0;
      const options = {
        get label() {
          return `row ${first + row} of the column ${JSON.stringify(name)} of ${label}`;
        },
        ...(foreign && { foreign }),
      };
      return (data as readonly unknown[]).map((value, i) => {
        row = i;
        return value === null ? null : encode(value, options);
      });
    }
    case 'Uint32Array':
      // The library minds the upper half of a typed array.
      return Array.from(data as Uint32Array);
    default:
      return data as Values;
  }
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
export function hasNegativeZero({ kind, data }: Column): boolean {
  if (kind !== 'Float64Array' && kind !== 'Float32Array' && kind !== 'number') return false;
  for (let i = 0; i < data.length; i++) if (data[i] === 0 && Object.is(data[i], -0)) return true;
  return false;
}
