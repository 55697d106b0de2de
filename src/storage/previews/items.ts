import { Column } from './column.ts';
import type { ListPreview, Shape, TablePreview } from './preview.ts';
import { Sampling } from './sampling.ts';
import { shapeOf } from './shape.ts';
import { TableBuilder, firstRows } from './table.ts';
import { isPlain } from './types.ts';
import type { Redactor } from './redactor.ts';

/** Less deep than one value alone: there are several. */
const widths = [10, 5, 3];

/** Makes the preview of a list while its items go by: a table where they are all rows. In memory of one size. */
export class ItemsBuilder {
  readonly #words: Redactor;
  readonly #first: Shape[] = [];
  readonly #values: Sampling<Column>;
  #table: TableBuilder | undefined;
  /** Not where rows came first: there are no figures about what comes then. */
  #hasFigures = true;

  constructor(words: Redactor) {
    this.#words = words;
    this.#table = new TableBuilder(words);
    this.#values = new Sampling(() => new Column(words));
  }

  /** Adds a list that is all there, without touching what is not looked at. */
  list(values: readonly unknown[]): void {
    for (let i = 0; i < values.length; i++) {
      if (this.#values.looks) this.item(values[i]);
      else this.#skip();
    }
  }

  item(value: unknown): void {
    if (!this.#values.looks) return this.#skip();
    const index = this.#values.count;
    if (index < firstRows) this.#first.push(shapeOf(value, this.#words, widths));
    if (this.#table && isRow(value)) {
      this.#table.row(value as Readonly<Record<string, unknown>>);
      return this.#values.skip();
    }
    if (this.#table && index > 0) this.#hasFigures = false;
    this.#table = undefined;
    if (this.#hasFigures) this.#values.add((column) => column.add(value));
    else this.#values.skip();
  }

  finish(): ListPreview | TablePreview {
    const { count, result } = this.#values;
    if (this.#table && count > 0) return this.#table.finish();
    const values = this.#hasFigures && count > 0 && result.isScalar ? result.finish('') : null;
    return { kind: 'list', count, first: this.#first, values };
  }

  #skip(): void {
    this.#values.skip();
    this.#table?.skip();
  }
}

/** An object with names of columns. */
const isRow = (value: unknown): boolean => isPlain(value) && Object.keys(value).length > 0;
