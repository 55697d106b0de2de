import { type Column, cell, columnOf, listed, sliced } from './column.ts';
import { badColumn, unknownColumn } from '../errors.ts';
import { columnsOfRows } from './rows.ts';
import type { ColumnInput, ColumnOf, NameOf, RowOf } from './types.ts';

/** Known across copies of the package: the task's table may come from another one. */
const columnsKey = Symbol.for('clew.table');

/**
 * An immutable table: columns of one length, each of one kind of value. A task that returns one, or a stream of them,
 * has it kept as Parquet, which other programs read as well.
 *
 * Numbers are kept in typed arrays, whichever is given (of a list of numbers, a `Float64Array`), bigints in a
 * `BigInt64Array`; booleans, strings, dates, bytes and everything else that Clew keeps in lists, where `null` may stand
 * between them. Typed arrays are taken as they are, not copied: don't write into them afterwards.
 *
 * @example
 * ```ts
 * const table = Table.of({ day: [new Date()], load: new Float64Array([0.7]), machine: ['M-14'] });
 * table.column('load')[0]; // 0.7
 * for (const { machine, load } of table.select(['machine', 'load'])) console.log(machine, load);
 * ```
 */
export class Table<Row = Record<string, unknown>> implements Iterable<Row> {
  readonly length: number;
  readonly [columnsKey]: readonly Column[];

  private constructor(columns: readonly Column[], length: number) {
    this.length = length;
    this[columnsKey] = columns;
  }

  /**
   * A table of columns: lists and typed arrays of one length.
   *
   * @example
   * ```ts
   * Table.of({ machine: ['M-1', 'M-2'], load: new Float32Array([0.3, 0.9]), down: [null, new Date()] });
   * ```
   */
  static of<Columns extends Readonly<Record<string, ColumnInput>>>(columns: Columns): Table<RowOf<Columns>> {
    return Table.from(Object.entries(columns).map(([name, values]) => columnOf(name, values)));
  }

  /**
   * A table of rows, which all have the same keys.
   *
   * @example
   * ```ts
   * Table.fromRows([{ machine: 'M-1', load: 0.3 }, { machine: 'M-2', load: 0.9 }]);
   * ```
   */
  static fromRows<Row>(rows: Iterable<Row>): Table<Row> {
    return Table.from(columnsOfRows(rows));
  }

  /** Columns that were checked. @internal */
  static from<Row>(columns: readonly Column[]): Table<Row> {
    const [first] = columns;
    for (const { name, data } of columns) {
      if (data.length === first!.data.length) continue;
      const lengths = `it has ${data.length} rows, and ${JSON.stringify(first!.name)} has ${first!.data.length}`;
      throw badColumn(name, lengths, 'Give all columns of a table the same length.');
    }
    return new Table<Row>(columns, first?.data.length ?? 0);
  }

  /** Whether something is a table, also of another copy of the package. @internal */
  static is(value: unknown): value is Table {
    return typeof value === 'object' && value !== null && columnsKey in value;
  }

  /** @internal */
  static columns(table: Table<any>): readonly Column[] {
    return table[columnsKey];
  }

  get names(): NameOf<Row>[] {
    return this[columnsKey].map(({ name }) => name as NameOf<Row>);
  }

  /** The typed array or list of one column. It is the table's own: don't write into it. */
  column<Name extends NameOf<Row>>(name: Name): ColumnOf<Row[Name & keyof Row]> {
    return listed(this.#named(name)) as ColumnOf<Row[Name & keyof Row]>;
  }

  /** The table of some columns only, in the order that is asked for. Nothing is copied. */
  select<const Name extends NameOf<Row>>(names: readonly Name[]): Table<Pick<Row, Name & keyof Row>> {
    return new Table(
      [...new Set(names)].map((name) => this.#named(name)),
      this.length,
    );
  }

  /** Some rows: from `from` up to and without `to`. Typed arrays are not copied. */
  slice(from = 0, to = this.length): Table<Row> {
    const end = Math.min(Math.max(to, 0), this.length);
    const start = Math.min(Math.max(from, 0), end);
    return new Table(
      this[columnsKey].map((column) => sliced(column, start, end)),
      end - start,
    );
  }

  /** One row, counted from 0. */
  at(row: number): Row | undefined {
    if (!Number.isInteger(row) || row < 0 || row >= this.length) return undefined;
    const made: Record<string, unknown> = {};
    for (const column of this[columnsKey]) made[column.name] = cell(column, row);
    return made as Row;
  }

  /** The rows, one by one, each a new object. */
  *rows(): Generator<Row, void, undefined> {
    for (let row = 0; row < this.length; row++) yield this.at(row)!;
  }

  [Symbol.iterator](): Generator<Row, void, undefined> {
    return this.rows();
  }

  /** For people who print it: all rows may be very many. */
  toJSON(): unknown {
    const columns = this[columnsKey].map(({ name, kind }) => [name, kind] as const);
    return { rows: this.length, columns: Object.fromEntries(columns) };
  }

  #named(name: string): Column {
    const found = this[columnsKey].find((column) => column.name === name);
    if (!found) throw unknownColumn(name, this.names);
    return found;
  }
}
