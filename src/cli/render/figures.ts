import type { Cell, ColumnPreview } from '../../storage/previews/preview.ts';
import { visible } from '../../values/controls.ts';

/** `1 000 000` */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');

/** `1 item`, `1 000 items` */
export const counted = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;

/** A number with as many digits as people look at: `49 990`, `0.2525`, `1.2e-9`. */
export function figure(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return grouped(value);
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3).replace(/\.?0+e\+?/, 'e');
  return size >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** Shortens a moment to what is not zero: `2026-11-01`, `2026-11-01 14:03:09`. */
const moment = (text: string): string =>
  text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.000Z$/, '$1 $2').replace(' 00:00:00', '');

/** Renders what stands in one place of a table. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(6)));
  return typeof cell === 'string' ? visible(moment(cell)) : String(cell);
}

const end = (value: number | string): string => (typeof value === 'number' ? figure(value) : cellText(value));

/** `0 … 99 980` */
export function rangeText({ min, max }: Pick<ColumnPreview, 'min' | 'max'>): string {
  if (min === null || max === null) return '';
  return min === max ? end(min) : `${end(min)} … ${end(max)}`;
}

/** `49 990 ± 28 870`; nothing where all values are the same, and for dates. */
export function meanText({ mean, deviation }: Pick<ColumnPreview, 'mean' | 'deviation'>): string {
  if (typeof mean !== 'number' || deviation === null || deviation === 0) return '';
  return `${figure(mean)} ± ${figure(deviation)}`;
}
