import { Refusal } from '../http/refusal.ts';

/** Half open. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Gives the range that `Range` asks for of so many bytes; undefined where it is the whole: what isn't understood counts
 * as nothing.
 */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [first, last] = [match[1]!, match[2]!];
  if (first === '' && last === '') return undefined;
  const [from, to] =
    first === ''
      ? [Math.max(size - Number(last), 0), size]
      : [Number(first), last === '' ? size : Math.min(Number(last) + 1, size)];
  if (first !== '' && last !== '' && Number(last) < from) return undefined;
  if (from >= size || from >= to)
    throw new Refusal('InvalidRange', { RangeRequested: header!, ActualObjectSize: size });
  return { from, to };
}
