import { asciiOf, isWithoutUtf8 } from './ascii.ts';

// oxlint-disable-next-line no-control-regex -- colours take no room on the screen
const colours = /\u001b\[[0-9;]*m/g;

const isAscii = isWithoutUtf8();

/** On the screen that it is for. */
export const widthOf = (text: string): number => (isAscii ? asciiOf(text) : text).replaceAll(colours, '').length;

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Columns as wide as they need to be; the last one is as long as it is. */
export function table(rows: readonly (readonly string[])[], { indent = '', gap = '  ' } = {}): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, widths[i]!)))
          .join(gap)
          .trimEnd(),
    )
    .join('\n');
}
