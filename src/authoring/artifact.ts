import type { Table } from '../values/table/table.ts';
import type { RowOf } from '../values/table/types.ts';
import type { IsAny } from './types.ts';

declare const holds: unique symbol;

/**
 * A handle of an immutable value that a component run made.
 * It is made by `storage.store()`, and asked for by `@From.artifact(Other)`.
 *
 * @example
 * ```ts
 * const weights: Float32Array = await this.model.weights.read();
 * for await (const chunk of this.raw.stream()) hash.update(chunk);
 * for await (const reading of this.readings.items()) count += reading.load > 0.5 ? 1 : 0;
 * const loads = (await this.table.read({ columns: ['load'] })).column('load');
 * ```
 */
export interface Artifact<T = unknown> {
  readonly name: string;
  /** The digest of the bytes: `sha256:` and hexadecimal digits. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** The whole value, decoded and checked against its digest. */
  read(): Promise<T>;
  /**
   * Some columns of a table, a list of rows or an object of columns that is kept as Parquet. Only the bytes of these
   * columns are read.
   */
  read<Value, const Name extends ColumnsIn<Value>>(
    this: Artifact<Value>,
    options: { readonly columns: readonly Name[] },
  ): Promise<Picked<Value, Name>>;
  /** The bytes as they are kept, checked against their digest when the last one was read. */
  stream(): AsyncIterable<Uint8Array>;
  /**
   * The items of a list, one by one. One that was made by a generator or a stream is read as it is iterated, however
   * long it is; its digest is checked when the last one was read.
   */
  items<Item>(this: Artifact<readonly Item[] | Table<Item>>): AsyncIterable<Item>;
  /** Gives what is kept as Parquet part by part, for a table larger than memory: as many rows as are good to hold. */
  batches<Value>(this: Artifact<Value>): AsyncIterable<Table<RowIn<Value>>>;
  batches<Value, const Name extends ColumnsIn<Value>>(
    this: Artifact<Value>,
    options: { readonly columns: readonly Name[] },
  ): AsyncIterable<Table<Pick<RowIn<Value>, Name & keyof RowIn<Value>>>>;
  /** Only the compiler sees this: it tells a handle from a value of the same shape. */
  readonly [holds]?: T;
}

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
