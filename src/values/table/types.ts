import type { TypedArray } from '../typed-arrays.ts';

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The names that all typed arrays have, apart from those that write. */
type Common =
  | 'BYTES_PER_ELEMENT'
  | 'buffer'
  | 'byteLength'
  | 'byteOffset'
  | 'length'
  | 'at'
  | 'entries'
  | 'every'
  | 'find'
  | 'findIndex'
  | 'forEach'
  | 'includes'
  | 'indexOf'
  | 'join'
  | 'keys'
  | 'lastIndexOf'
  | 'reduce'
  | 'reduceRight'
  | 'some'
  | 'values'
  | typeof Symbol.iterator;

/** A typed array of numbers to read, whichever it is. A union of them all would have no method that can be called. */
export interface NumberArray extends Pick<Float64Array, Common> {
  readonly [row: number]: number;
  filter(keep: (value: number, row: number) => unknown): NumberArray;
  map(change: (value: number, row: number) => number): NumberArray;
  slice(from?: number, to?: number): NumberArray;
  subarray(from?: number, to?: number): NumberArray;
  toSorted(compare?: (a: number, b: number) => number): NumberArray;
}

/** The same of bigints. */
export interface BigIntArray extends Pick<BigInt64Array, Common> {
  readonly [row: number]: bigint;
  filter(keep: (value: bigint, row: number) => unknown): BigIntArray;
  map(change: (value: bigint, row: number) => bigint): BigIntArray;
  slice(from?: number, to?: number): BigIntArray;
  subarray(from?: number, to?: number): BigIntArray;
  toSorted(compare?: (a: bigint, b: bigint) => number): BigIntArray;
}

/** The forms that a column may be given in. */
export type ColumnInput = TypedArray | NumberArray | BigIntArray | readonly unknown[];

/** The type of a row's cell in a column that was given so. */
export type CellOf<C> = IsAny<C> extends true ? any : C extends ArrayLike<infer Cell> ? Cell : never;

/** The rows of a table that was given as columns. */
export type RowOf<Columns> = { -readonly [Name in keyof Columns]: CellOf<Columns[Name]> };

/** How a column comes: numbers without nulls as a typed array, everything else as a list. */
export type ColumnOf<Cell> =
  IsAny<Cell> extends true
    ? any
    : [Cell] extends [number]
      ? NumberArray
      : [Cell] extends [bigint]
        ? BigIntArray
        : readonly Cell[];

export type NameOf<Row> = IsAny<Row> extends true ? string : keyof Row & string;
