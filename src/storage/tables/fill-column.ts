import type { ForeignTags } from '../../values/special-values.ts';
import type { Column } from '../../values/table/column.ts';
import { type Kind, isTyped } from '../../values/table/kinds.ts';
import { typedArrays } from '../../values/typed-arrays.ts';
import { Table } from '../../values/table/table.ts';
import type { Memo } from './memo.ts';
import { restorer, setTimes } from './stored-table.ts';

/** A row group that was read: of each column, what is stored of it in pieces. */
export interface Group {
  readonly rows: number;
  readonly chunks: ReadonlyMap<string, readonly ArrayLike<unknown>[]>;
}

/** A table that is read row group by row group. */
export class TableFiller {
  readonly #columns: readonly Filling[];

  constructor(columns: Memo['columns'], rows: number, foreign: ForeignTags | undefined) {
    this.#columns = columns.map(([name, kind]) => new Filling(name, kind, rows, foreign));
  }

  get table(): Table<any> {
    return Table.from(this.#columns.map(({ column }) => column));
  }

  add({ chunks }: Group): void {
    for (const filling of this.#columns) for (const values of chunks.get(filling.column.name)!) filling.add(values);
  }
}

class Filling {
  readonly column: Column;
  readonly #restore: ((value: any) => unknown) | undefined;
  #at = 0;

  constructor(name: string, kind: Kind, rows: number, foreign: ForeignTags | undefined) {
    const typed = kind === 'date' ? Float64Array : isTyped(kind) && typedArrays[kind];
    this.column = { name, kind, data: typed ? new typed(rows) : [] };
    this.#restore = restorer(kind, foreign);
  }

  add(values: ArrayLike<unknown>): void {
    const { kind, data } = this.column;
    if (kind === 'date') setTimes(data as Float64Array, this.#at, values as ArrayLike<bigint>);
    else if (!Array.isArray(data)) (data as Float64Array).set(values as ArrayLike<number>, this.#at);
    else this.#push(data, values);
    this.#at += values.length;
  }

  #push(data: unknown[], values: ArrayLike<unknown>): void {
    const restore = this.#restore;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) data.push(null);
      else data.push(restore ? restore(value) : value);
    }
  }
}
