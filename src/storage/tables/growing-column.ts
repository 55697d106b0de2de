import { mixed } from '../../values/table/column.ts';
import { badRow } from '../../values/errors.ts';
import { type Kind, joined } from '../../values/table/kinds.ts';
import { Table } from '../../values/table/table.ts';

/** The columns, as far as they are known, of a table that comes part by part. */
export class GrowingColumn {
  columns: { readonly name: string; kind: Kind }[] = [];
  rows = 0;
  #known = false;

  /** Checks that a part goes with those before, and gives it with its columns in their order. */
  fit(table: Table<any>): Table<any> {
    const columns = Table.columns(table);
    if (!this.#known) {
      this.#known = true;
      this.columns = columns.map(({ name, kind }) => ({ name, kind }));
    } else {
      table = this.#inOrder(table);
      for (const [i, { name, kind }] of Table.columns(table).entries()) {
        const before = this.columns[i]!;
        const both = joined(before.kind, kind);
        if (both === undefined) throw mixed(name, this.rows, before.kind, kind);
        before.kind = both;
      }
    }
    this.rows += table.length;
    return table;
  }

  #inOrder(table: Table<any>): Table<any> {
    const names = this.columns.map(({ name }) => name);
    if (table.names.length === names.length && table.names.every((name, i) => name === names[i])) return table;
    const lacking = names.find((name) => !table.names.includes(name));
    const surplus = table.names.find((name) => !names.includes(name));
    if (lacking === undefined && surplus === undefined) return table.select(names);
    const why =
      lacking === undefined
        ? `its table has ${JSON.stringify(surplus)}, which those before don't have`
        : `its table has no ${JSON.stringify(lacking)}`;
    throw badRow(this.rows, why, 'Give all tables of a stream the same columns.');
  }
}
