import type { Cell, ColumnPreview, ListPreview, TablePreview } from '../../storage/previews/preview.ts';
import { inlineShape } from '../../storage/previews/shape.ts';
import { bold, dim, fit } from '../terminal.ts';
import { bars } from './bars.ts';
import { visible } from '../../values/controls.ts';
import { cellText, counted, grouped, meanText, rangeText } from './figures.ts';
import { pad, table, widthOf } from './table.ts';

/** A name, and a value, as wide as that at most. */
const widest = 24;
const gap = 2;
/** Enough for every screen. */
const maxShown = 1000;

/** Renders what is known of each column, then the first rows. */
export function tableText({ rows, width: all, columns, first }: TablePreview, width: number): string {
  const head = `${bold('table')}  ${counted(rows, 'row')} × ${counted(all, 'column')}`;
  return [head, ...columnLines(columns, width), ...missing(all - columns.length), ...firstLines(columns, first, rows, width), ...note(columns, rows)].join('\n'); // prettier-ignore
}

export function listText({ count, first, values }: ListPreview, width: number): string {
  const lines = first.map((shape) => `  ${fit(visible(inlineShape(shape, maxShown)), width - 2)}`);
  const more = count > first.length ? [dim(`  … ${grouped(count - first.length)} more`)] : [];
  const figures = values ? ['', ...columnLines([values], width).slice(1), ...note([values], count)] : [];
  return [`${bold('list')}  ${counted(count, 'item')}`, ...lines, ...more, ...figures].join('\n');
}

const titles = ['', '', 'nulls', 'different', 'range', 'mean'];
/** The columns that can be done without where there is no room, first things first. */
const spare = [titles.indexOf('mean'), titles.indexOf('different'), titles.indexOf('nulls')];
/** The least width of the bars, or of the most frequent values. */
const leastRoom = 10;

/** Name, type, nulls, how many are different, range, mean, and how they are spread: what nobody has is left out. */
function columnLines(columns: readonly ColumnPreview[], width: number): string[] {
  if (columns.length === 0) return [];
  const rows = columns.map((column) => [
    fit(visible(column.name), widest),
    dim(fit(visible(column.type), 16)),
    column.nulls === 0 ? '' : nullsText(column),
    distinctText(column),
    fit(rangeText(column), width < 100 ? 28 : 40),
    meanText(column),
  ]);
  const widths = widthsOf([titles, ...rows]);
  const used = titles.map((_, i) => rows.some((row) => row[i] !== ''));
  const roomLeft = (): number => width - 2 - widths.reduce((sum, one, i) => sum + (used[i] ? one + gap : 0), 0);
  for (const one of spare) if (roomLeft() < leastRoom) used[one] = false;
  const room = Math.max(roomLeft(), leastRoom);
  const spreads = columns.map((one) => (one.histogram ? bars(one.histogram, room) : topText(one, room)));
  const lines = [titles.map(dim), ...rows].map((row, i) => [...row.filter((_, j) => used[j]), spreads[i - 1] ?? '']);
  return ['', ...table(lines, { indent: '  ' }).split('\n')];
}

const nullsText = ({ nulls, looked }: ColumnPreview): string =>
  nulls === looked ? 'all' : `${Math.max(1, Math.round((100 * nulls) / looked))} %`;

/** An estimate is never quite the number that there are. */
function distinctText({ distinct, looked, nulls }: ColumnPreview): string {
  if (!distinct) return '';
  const { count, exact } = distinct;
  const there = looked - nulls;
  if (there > 1 && (exact ? count === there : count > 0.9 * there)) return 'all';
  return `${exact ? '' : '≈ '}${grouped(count)}`;
}

/** The most frequent values, where they are frequent: as many as have room. */
function topText({ top, looked, distinct }: ColumnPreview, room: number): string {
  if (distinct && distinct.count > looked / 2) return '';
  const shown = top.map(({ value, count }) => `${cellText(value)} ${Math.round((100 * count) / looked)} %`);
  while (shown.length > 1 && shown.join(', ').length > room) shown.pop();
  return fit(shown.join(', '), room);
}

/** As many columns as have room. */
function firstLines(
  columns: readonly ColumnPreview[],
  first: TablePreview['first'],
  rows: number,
  width: number,
): string[] {
  if (first.length === 0) return [];
  const cells = first.map((row) => row.map((cell) => fit(cellText(cell), widest)));
  const all = [columns.map(({ name }) => fit(visible(name), widest)), ...cells];
  const widths = widthsOf(all);
  let room = width - 2;
  let shown = 0;
  while (shown < widths.length && (shown === 0 || room >= widths[shown]!)) room -= widths[shown++]! + gap;
  const isRight = columns.map((_, i) => first.every((row) => isNumber(row[i]!)));
  const place = (text: string, i: number): string => (isRight[i] ? text.padStart(widths[i]!) : pad(text, widths[i]!));
  const lines = all.map((line, i) => {
    const text = line.slice(0, shown).map(place).join('  ').trimEnd();
    return `  ${i === 0 ? dim(text) : text}`;
  });
  const left = [
    ...(rows > first.length ? [`${grouped(rows - first.length)} more`] : []),
    ...(columns.length > shown ? [`${counted(columns.length - shown, 'column')} not shown here`] : []),
  ];
  return ['', ...lines, ...(left.length > 0 ? [dim(`  … ${left.join(', ')}`)] : [])];
}

const isNumber = (cell: Cell): boolean => cell === null || typeof cell === 'number';

const missing = (columns: number): string[] =>
  columns > 0 ? [dim(`  … ${counted(columns, 'more column')}; --json has what is known`)] : [];

/** Where not everything was looked at. */
function note([column]: readonly ColumnPreview[], rows: number): string[] {
  if (!column || column.looked >= rows || column.looked === 0) return [];
  const part = grouped(Math.round(rows / column.looked));
  return ['', dim(`  These figures are about ${grouped(column.looked)} of them, one in ${part}.`)];
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  return widths;
}
