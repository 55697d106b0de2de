import type { Table } from '../values/table/table.ts';
import type { RowOf } from '../values/table/types.ts';
import type { IsAny } from './types.ts';

type List = readonly unknown[] | ArrayBufferView;

/** The rows of a value that is kept as a table: of a table, of a list of rows, of an object of columns. */
export type RowIn<T> =
  IsAny<T> extends true
    ? any
    : T extends Table<infer Row>
      ? Row
      : T extends readonly (infer Row)[]
        ? Row
        : T extends { readonly [Name in keyof T]: List }
          ? RowOf<T>
          : Record<string, unknown>;

/** The names of its columns. */
export type ColumnsIn<T> = IsAny<T> extends true ? string : unknown extends T ? string : keyof RowIn<T> & string;

/** The same with some columns only. */
export type Picked<T, Name extends string> =
  IsAny<T> extends true
    ? any
    : T extends Table<infer Row>
      ? Table<Pick<Row, Name & keyof Row>>
      : T extends readonly (infer Row)[]
        ? Pick<Row, Name & keyof Row>[]
        : T extends { readonly [Key in keyof T]: List }
          ? Pick<T, Name & keyof T>
          : T;
