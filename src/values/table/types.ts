import type { TypedArray } from './kinds.ts';

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The arrays of numbers that a column may be. */
export type NumberArray = Exclude<TypedArray, BigInt64Array | BigUint64Array>;

/** What a column may be given as. */
export type ColumnInput = TypedArray | readonly unknown[];

/** What a row has of a column that was given so. */
export type CellOf<C> =
  IsAny<C> extends true
    ? any
    : C extends BigInt64Array | BigUint64Array
      ? bigint
      : C extends NumberArray
        ? number
        : C extends readonly (infer Cell)[]
          ? Cell
          : never;

/** The rows of a table that was given as columns. */
export type RowOf<Columns> = { -readonly [Name in keyof Columns]: CellOf<Columns[Name]> };

/** How a column comes: numbers without nulls as a typed array, everything else as a list. */
export type ColumnOf<Cell> =
  IsAny<Cell> extends true
    ? any
    : [Cell] extends [number]
      ? NumberArray
      : [Cell] extends [bigint]
        ? BigInt64Array | BigUint64Array
        : readonly Cell[];

export type NameOf<Row> = IsAny<Row> extends true ? string : keyof Row & string;
