import { Column } from './column.ts';
import type { ColumnSchema } from './onlooker.ts';
import type { Cell, TablePreview } from './preview.ts';
import { Sampling } from './sampling.ts';
import { cellOf } from './shape.ts';
import type { Words } from './words.ts';

export const firstRows = 10;
/** More columns are counted and not looked at. */
const mostColumns = 100;
/** Names of columns are remembered up to this number, to count them. */
const mostNames = 10_000;

type Columns = readonly (readonly [name: string, values: ArrayLike<unknown>])[];

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
 * const table = new TableBuilder(words, [{ name: 'day', type: 'date32' }]);
 * table.columns({ day: ['2026-11-01', '2026-11-02'] }, 2);
 * table.finish();
 * ```
 */
export class TableBuilder {
  readonly #words: Words;
  readonly #schema: readonly ColumnSchema[];
  /** All names, and the first of them, whose columns are looked at. */
  readonly #names = new Set<string>();
  readonly #looked = new Set<string>();
  readonly #first: Map<string, Cell>[] = [];
  readonly #rows = new Sampling(() => new Figures());

  constructor(words: Words, schema: readonly ColumnSchema[] = []) {
    this.#words = words;
    this.#schema = schema;
    for (const { name } of schema) this.#see(name);
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
  columns(columns: Readonly<Record<string, ArrayLike<unknown>>>, rows: number): void {
    const entries = Object.entries(columns);
    for (const [name] of entries) this.#see(name);
    const looked = entries.filter(([name]) => this.#looked.has(name));
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
    const types = new Map(this.#schema.map(({ name, type }) => [name, type]));
    const names = [...this.#looked];
    return {
      kind: 'table',
      rows: this.#rows.count,
      width: this.#names.size,
      columns: names.map((name) => {
        const type = types.get(name);
        const column = columns.get(name) ?? new Column(this.#words);
        return column.finish(name, type === undefined ? { rows } : { rows, type });
      }),
      first: this.#first.map((row) => names.map((name) => row.get(name) ?? null)),
    };
  }

  #lookAt(columns: Columns, row: number): void {
    if (this.#rows.count < firstRows) this.#keep(columns.map(([name, values]) => [name, values[row]]));
    this.#rows.add((figures) => {
      figures.rows += 1;
      columns.forEach(([name, values], place) => this.#column(figures, name, place)?.add(values[row]));
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
    if (this.#looked.size < mostColumns) this.#looked.add(name);
    if (this.#names.size < mostNames) this.#names.add(name);
  }

  #keep(row: readonly (readonly [string, unknown])[]): void {
    const shown = row.slice(0, mostColumns);
    this.#first.push(new Map(shown.map(([name, value]) => [name, cellOf(value, this.#words)])));
  }
}
