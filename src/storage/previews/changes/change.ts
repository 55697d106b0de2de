import type { Cell, Preview } from '../preview.ts';

/** One thing in which two artifacts differ, as far as their previews tell; null on the side that doesn't have it. */
export interface Change {
  /** A column, a key such as `scores[2].auc`, a file; null: the whole. */
  readonly at: string | null;
  /** The aspect of it that differs: `value`, `rows`, `column`, `type`, `mean`, … */
  readonly what: string;
  readonly from: Cell;
  readonly to: Cell;
}

/** How two artifacts differ. */
export interface PreviewChanges {
  readonly kind: Preview['kind'];
  readonly changes: readonly Change[];
  /** The lines of a text that differ, as `diff -u` writes them. */
  readonly lines: string | null;
  /** Whether a part of them was not looked at. */
  readonly partial: boolean;
}

/** A change where there is one. */
export const changed = (at: string | null, what: string, from: Cell, to: Cell): Change[] =>
  Object.is(from, to) ? [] : [{ at, what, from, to }];

/** Changes of figures of one thing, by their names. */
export function changedFigures<T extends object>(
  at: string | null,
  a: T,
  b: T,
  names: readonly (keyof T & string)[],
): Change[] {
  return names.flatMap((name) => changed(at, name, cellOf(a[name]), cellOf(b[name])));
}

const cellOf = (value: unknown): Cell =>
  value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value)
    ? ((value ?? null) as Cell)
    : JSON.stringify(value);
