import { type Column, concatenated } from '../../values/table/column.ts';
import type { TypedArray } from '../../values/typed-arrays.ts';
import { inBatches } from '../../values/in-batches.ts';
import { Table } from '../../values/table/table.ts';
import { GrowingColumn } from './growing-column.ts';

/**
 * So much of a table goes into one row group: what is in memory at a time, and large enough that its columns are
 * longer than the blocks that reading goes by.
 */
export const groupWeight = 64 * 1024 * 1024;
const maxRows = 1024 * 1024;
/** The cost of a value in a list, beside its own bytes. */
const inList = 16;
/** The cost of a value that nobody has looked into. */
const unknown = 200;

/** About how many bytes of memory. */
export const weightOf = (table: Table<any>): number =>
  Table.columns(table).reduce((sum, column) => sum + weightOfColumn(column), 0);

function weightOfColumn({ kind, data }: Column): number {
  if (!Array.isArray(data)) return (data as TypedArray).byteLength;
  const each = kind === 'json' ? unknown : inList;
  if (kind !== 'string' && kind !== 'bytes' && kind !== 'buffer') return data.length * each;
  let sum = data.length * each;
  for (const value of data as readonly (string | Uint8Array | null)[]) if (value !== null) sum += value.length;
  return sum;
}

export const weightOfRow = (row: unknown): number => {
  let sum = 0;
  for (const name in row as object) {
    const value = (row as Record<string, unknown>)[name];
    sum += typeof value === 'string' || value instanceof Uint8Array ? inList + value.length : inList;
  }
  return sum;
};

/** A table cut into row groups. */
export function* cut(table: Table<any>, weight = weightOf(table)): Generator<Table<any>> {
  const rows = Math.max(1, Math.min(maxRows, Math.floor((groupWeight * table.length) / Math.max(1, weight))));
  yield* inBatches(table, rows);
}

/** Tables that follow each other, gathered into row groups. One without any rows comes where there is no other. */
export async function* gathered(tables: AsyncIterable<Table<any>>, growing: GrowingColumn): AsyncGenerator<Table<any>> {
  let waiting: Table<any>[] = [];
  let weight = 0;
  let rows = 0;
  let empty: Table<any> | undefined;
  for await (const table of tables) {
    if (table.length === 0) {
      empty ??= table;
      continue;
    }
    const fitting = growing.fit(table);
    waiting.push(fitting);
    weight += weightOf(fitting);
    rows += fitting.length;
    if (weight < groupWeight && rows < maxRows) continue;
    const group = cut(merged(waiting, growing), weight);
    // Not held while the group is written.
    [waiting, weight, rows] = [[], 0, 0];
    yield* group;
  }
  if (waiting.length > 0) yield* cut(merged(waiting, growing), weight);
  else if (empty && growing.columns.length === 0) growing.fit(empty);
}

function merged(tables: readonly Table<any>[], growing: GrowingColumn): Table<any> {
  if (tables.length === 1) return tables[0]!;
  const all = tables.map((table) => Table.columns(table));
  return Table.from(
    growing.columns.map(({ name, kind }, i) =>
      concatenated(
        name,
        kind,
        all.map((columns) => columns[i]!),
      ),
    ),
  );
}
