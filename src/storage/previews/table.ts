import { cell } from '../../values/table/column.ts';
import { type Kind, isTyped } from '../../values/table/kinds.ts';
import { Table } from '../../values/table/table.ts';
import { Column } from './column.ts';
import type { Cell, TablePreview } from './preview.ts';
import { Sampling } from './sampling.ts';
import { cellOf } from './shape.ts';
import type { Redactor } from './redactor.ts';

export const firstRows = 10;
/** More columns are counted and not looked at. */
const maxColumns = 100;
/** Names of columns are remembered up to this number, to count them. */
const maxNames = 10_000;

/** A column of a table, whatever keeps it. */
export interface TableColumn {
  readonly name: string;
  /** In place of what its values are. */
  readonly type?: string | undefined;
  readonly at: (row: number) => unknown;
}

/** The columns of those rows that are looked at. */
class Figures {
  rows = 0;
  readonly columns = new Map<string, Column>();
  /** By their places in the row before. */
  readonly names: string[] = [];
  readonly list: Column[] = [];
}

/**
 * Makes the preview of a table while its rows go by, one by one or in batches of columns, in memory of one size.
 *
 * @example
 * ```ts
 * const table = new TableBuilder(words);
 * table.columns([{ name: 'day', type: 'date32', at: (row) => days[row] }], days.length);
 * table.finish();
 * ```
 */
export class TableBuilder {
  readonly #words: Redactor;
  readonly #types = new Map<string, string>();
  /** All names, and the first of them, whose columns are looked at. */
  readonly #names = new Set<string>();
  readonly #looked = new Set<string>();
  readonly #first: Map<string, Cell>[] = [];
  readonly #rows = new Sampling(() => new Figures());

  constructor(words: Redactor) {
    this.#words = words;
  }

  row(row: Readonly<Record<string, unknown>>): void {
    if (!this.#rows.looks) return this.#rows.skip();
    if (this.#rows.count < firstRows) this.#keep(Object.entries(row));
    this.#rows.add((figures) => {
      figures.rows += 1;
      let place = 0;
      for (const name of Object.keys(row)) this.#column(figures, name, place++)?.add(row[name]);
    });
  }

  /** The same rows of every column; what has no column here is missing in all of them. */
  columns(columns: readonly TableColumn[], rows: number): void {
    for (const { name, type } of columns) {
      this.#see(name);
      if (type !== undefined && this.#looked.has(name)) this.#types.set(name, type);
    }
    const looked = columns.filter(({ name }) => this.#looked.has(name));
    for (let i = 0; i < rows; i++) {
      if (!this.#rows.looks) this.#rows.skip();
      else this.#lookAt(looked, i);
    }
  }

  /** A row that is not looked at. */
  skip(): void {
    this.#rows.skip();
  }

  finish(): TablePreview {
    const { rows, columns } = this.#rows.result;
    const names = [...this.#looked];
    return {
      kind: 'table',
      rows: this.#rows.count,
      width: this.#names.size,
      columns: names.map((name) => {
        const type = this.#types.get(name);
        const column = columns.get(name) ?? new Column(this.#words);
        return column.finish(name, type === undefined ? { rows } : { rows, type });
      }),
      first: this.#first.map((row) => names.map((name) => row.get(name) ?? null)),
    };
  }

  #lookAt(columns: readonly TableColumn[], row: number): void {
    const values = columns.map(({ at }) => at(row));
    if (this.#rows.count < firstRows) this.#keep(columns.map(({ name }, i) => [name, values[i]]));
    this.#rows.add((figures) => {
      figures.rows += 1;
      columns.forEach(({ name }, place) => this.#column(figures, name, place)?.add(values[place]));
    });
  }

  /** Undefined for one column too many. `place`: where it was in the row before, most likely. */
  #column(figures: Figures, name: string, place: number): Column | undefined {
    if (figures.names[place] === name) return figures.list[place];
    let column = figures.columns.get(name);
    if (!column) {
      this.#see(name);
      if (!this.#looked.has(name)) return undefined;
      column = new Column(this.#words);
      figures.columns.set(name, column);
    }
    figures.names[place] = name;
    figures.list[place] = column;
    return column;
  }

  #see(name: string): void {
    if (this.#looked.size < maxColumns) this.#looked.add(name);
    if (this.#names.size < maxNames) this.#names.add(name);
  }

  #keep(row: readonly (readonly [string, unknown])[]): void {
    const shown = row.slice(0, maxColumns);
    this.#first.push(new Map(shown.map(([name, value]) => [name, cellOf(value, this.#words)])));
  }
}

/** A table as its columns and the number of its rows. */
export function partOf(table: Table<any>): [columns: TableColumn[], rows: number] {
  const columns = Table.columns(table).map((column) => ({
    name: column.name,
    type: typeOfKind(column.kind),
    at: (row: number) => cell(column, row),
  }));
  return [columns, table.length];
}

/** Where the values don't say it: numbers are those of a list as well. */
const typeOfKind = (kind: Kind): string | undefined =>
  isTyped(kind) && kind !== 'Float64Array' && kind !== 'BigInt64Array' ? kind.replace(/Array$/, '') : undefined;
