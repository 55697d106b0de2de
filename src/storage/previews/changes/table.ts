import type { Cell, ColumnPreview, ListPreview, TablePreview } from '../preview.ts';
import { type Change, changed, changedFigures } from './change.ts';
import { changedShapes } from './shape.ts';

/** The figures that move when the values of a column do. */
const figures = ['min', 'max', 'mean', 'deviation'] as const;

/** Rows, columns that came, went or hold something else, and figures that moved; of tables that are all seen, the cells. */
export function changedTables(a: TablePreview, b: TablePreview): Change[] {
  const [old, fresh] = [a, b].map(({ columns }) => new Map(columns.map((column) => [column.name, column])));
  const found = [...changed(null, 'rows', a.rows, b.rows), ...changed(null, 'columns', a.width, b.width)];
  for (const [name, { type }] of fresh!)
    if (!old!.has(name)) found.push({ at: name, what: 'column', from: null, to: type });
  for (const [name, { type }] of old!)
    if (!fresh!.has(name)) found.push({ at: name, what: 'column', from: type, to: null });
  const both = a.columns.filter(({ name }) => fresh!.has(name));
  for (const { name, type } of both) found.push(...changed(name, 'type', type, fresh!.get(name)!.type));
  if (found.length === 0 && isSeen(a)) return changedCells(a, b);
  return [...found, ...both.flatMap((column) => changedColumns(column, fresh!.get(column.name)!))];
}

const isSeen = ({ rows, width, first, columns }: TablePreview): boolean =>
  rows === first.length && width === columns.length;

function changedCells(a: TablePreview, b: TablePreview): Change[] {
  const places = a.columns.map(({ name }) => b.columns.findIndex((column) => column.name === name));
  return a.first.flatMap((row, i) =>
    row.flatMap((cell, j) => changed(`${a.columns[j]!.name}[${i}]`, 'value', cell, b.first[i]![places[j]!] ?? null)),
  );
}

function changedColumns(a: ColumnPreview, b: ColumnPreview): Change[] {
  const share = ({ nulls, looked }: ColumnPreview): number =>
    looked === 0 ? 0 : Math.round((1000 * nulls) / looked) / 10;
  const distinct = ({ distinct: known }: ColumnPreview): number | null => (known?.exact ? known.count : null);
  const nulls = changed(a.name, 'nulls in %', share(a), share(b));
  // Figures of numbers and those of texts say nothing about each other.
  if (a.type !== b.type) return nulls;
  const areCounted = distinct(a) !== null && distinct(b) !== null;
  return [
    ...changedFigures(a.name, a, b, figures),
    ...nulls,
    ...(areCounted ? changed(a.name, 'different values', distinct(a), distinct(b)) : []),
    ...(typeof a.mean === 'number' ? [] : changed(a.name, 'most frequent', mostFrequent(a), mostFrequent(b))),
  ];
}

const mostFrequent = ({ top }: ColumnPreview): Cell => top[0]?.value ?? null;

/** Gives changes in the number of items, in the first of them, and in figures. */
export function changedLists(a: ListPreview, b: ListPreview): Change[] {
  const items = a.first.slice(0, b.first.length).flatMap((item, i) => changedShapes(item, b.first[i]!, `[${i}]`));
  const isAll = a.count === a.first.length && b.count === b.first.length;
  const moved =
    a.values && b.values && !isAll
      ? changedColumns({ ...a.values, name: 'values' }, { ...b.values, name: 'values' })
      : [];
  return [...changed(null, 'items', a.count, b.count), ...moved, ...items];
}
