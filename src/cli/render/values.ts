import { formatDuration } from '../../values/duration.ts';

/** A plain JSON value on one line. */
export function inline(value: unknown): string {
  if (typeof value === 'string') return /^[\p{L}\p{N}_.:/+-]+$/u.test(value) ? trimTime(value) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => ` ${key}: ${inline(item)}`)
      .join(',')} }`;
  }
  return String(value);
}

const trimTime = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\d)T00:00:00\.000Z$/, '$1');

/** `day=2026-11-01, folds=[0, 1]` */
export function paramsLine(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${inline(value)}`)
    .join(', ');
}

/** A moment for people here: `2026-11-01 14:03:09`. */
export function moment(at: number | string | Date): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export const ago = (at: number, now = Date.now()): string => `${formatDuration(Math.max(0, now - at))} ago`;

export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = size / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A number that was measured or computed, in as many digits as people compare. */
export function number(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}
