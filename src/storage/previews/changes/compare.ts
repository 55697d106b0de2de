import type {
  Cell,
  ColumnPreview,
  ListPreview,
  TablePreview,
  BytesPreview,
  FilesPreview,
  Preview,
  TextPreview,
} from '../preview.ts';
import { type Change, changed, changedFigures, type PreviewChanges } from './change.ts';
import { changedShapes, isCut } from './shape.ts';
import { unifiedDiff } from '../../../values/line-diff.ts';
import { shapeOf } from '../shape.ts';
import { Redactor } from '../redactor.ts';

/**
 * In what two artifacts differ, as far as their previews tell.
 *
 * @example Two tables, the second with one more column: `changes` is `[{ at: 'unit', what: 'column', from: null, to: 'text' }]`
 */
export function comparePreviews(a: Preview, b: Preview): PreviewChanges {
  if (a.kind !== b.kind) return only(b.kind, changed(null, 'kind', a.kind, b.kind), false);
  switch (a.kind) {
    case 'table': {
      const other = b as typeof a;
      return only('table', changedTables(a, other), a.rows > a.first.length || other.rows > other.first.length);
    }
    case 'list': {
      const other = b as typeof a;
      return only('list', changedLists(a, other), a.count > a.first.length || other.count > other.first.length);
    }
    case 'value': {
      const other = b as typeof a;
      return only('value', changedShapes(a.shape, other.shape), isCut(a.shape) || isCut(other.shape));
    }
    case 'text':
      return compareTexts(a, b as typeof a);
    case 'bytes':
      return compareBytes(a, b as typeof a);
    case 'tensor': {
      const names = ['dtype', 'shape', 'min', 'max', 'mean', 'deviation', 'notFinite'] as const;
      return only('tensor', changedFigures(null, a, b as typeof a, names), true);
    }
    case 'image':
      return only('image', changedFigures(null, a, b as typeof a, ['format', 'width', 'height', 'size']), true);
    case 'files':
      return only('files', changedFiles(a, b as typeof a), true);
  }
}

const only = (kind: Preview['kind'], changes: readonly Change[], partial: boolean): PreviewChanges => ({
  kind,
  changes,
  lines: null,
  partial,
});

function compareTexts(a: TextPreview, b: TextPreview): PreviewChanges {
  const changes = changedFigures(null, a, b, ['characters', 'lines']);
  const partial = [a, b].some(({ head, characters }) => head.length < characters);
  return { kind: 'text', changes, lines: changedLines(a.head, b.head), partial };
}

const changedLines = (a: string, b: string): string | null => unifiedDiff(a, b, 1) || null;

/** Compares JSON by its keys, other text by its lines, all else by how much it is. */
function compareBytes(a: BytesPreview, b: BytesPreview): PreviewChanges {
  const [old, fresh] = [wholeJson(a), wholeJson(b)];
  if (old && fresh) {
    const [was, is] = [old, fresh].map(({ value }) => shapeOf(value, new Redactor()));
    return only('bytes', changedShapes(was!, is!), isCut(was!) || isCut(is!));
  }
  const changes = changedFigures(null, a, b, ['size', 'format']);
  const lines = a.text !== null && b.text !== null ? changedLines(a.text, b.text) : null;
  const partial = [a, b].some(({ text, size }) => text === null || Buffer.byteLength(text) < size);
  return { kind: 'bytes', changes, lines, partial };
}

/** Undefined for what is no JSON, or not all there. */
function wholeJson({ text, size }: BytesPreview): { readonly value: unknown } | undefined {
  if (text === null || Buffer.byteLength(text) !== size || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Gives changes in number and size, in number by extension, and those of the largest files that have another size. */
function changedFiles(a: FilesPreview, b: FilesPreview): Change[] {
  const sizes = ({ biggest }: FilesPreview): Map<string, number> =>
    new Map(biggest.map(({ path, size }) => [path, size]));
  const counts = ({ kinds }: FilesPreview): Map<string, number> =>
    new Map(kinds.map(({ extension, files }) => [extension === '' ? 'no extension' : `.${extension}`, files]));
  const [old, fresh] = [counts(a), counts(b)];
  const others = sizes(b);
  return [
    ...changedFigures(null, a, b, ['files', 'size']),
    ...[...new Set([...old.keys(), ...fresh.keys()])].flatMap((name) =>
      changed(name, 'files', old.get(name) ?? null, fresh.get(name) ?? null),
    ),
    ...[...sizes(a)].flatMap(([path, size]) =>
      others.has(path) ? changed(path, 'size', size, others.get(path)!) : [],
    ),
  ];
}

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
