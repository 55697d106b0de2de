import { pad, table, widthOf } from './table.ts';
import { wrap } from './wrap.ts';

/** Rows as a table where it has room, else each of them in as many lines as it needs. */
export function rowsText(rows: readonly (readonly string[])[], width: number, indent = ''): string {
  const text = table(rows, { indent });
  if (text.split('\n').every((line) => widthOf(line) <= width)) return text;
  if (rows.every(isPair)) return namedText(rows, width, indent);
  return rows.map((row) => wrap(indent + row.filter((cell) => cell !== '').join('  '), width, '    ')).join('\n');
}

const isPair = (row: readonly string[]): row is readonly [string, string] => row.length === 2;

/** Names and what is said of each, beside it or, where that leaves too little room, below it. */
export function namedText(rows: readonly (readonly [string, string])[], width: number, indent = ''): string {
  const widest = Math.max(0, ...rows.map(([name]) => widthOf(name)));
  if (2 * (indent.length + widest + 2) > width)
    return rows.map(([name, words]) => stacked(indent + name, `${indent}    ${words}`, width)).join('\n');
  // The first line of a row without a name stands as far in already.
  const hangOf = (name: string): string => (widthOf(name) === 0 ? '' : ' '.repeat(widest + 2));
  const lineOf = (name: string, words: string): string => `${indent}${pad(name, widest)}  ${words}`;
  return rows.map(([name, words]) => wrap(lineOf(name, words), width, hangOf(name)).trimEnd()).join('\n');
}

function stacked(name: string, words: string, width: number): string {
  const both = `${name}  ${words.trim()}`.trimEnd();
  return widthOf(both) <= width ? both : `${wrap(name, width, '    ')}\n${wrap(words, width)}`;
}
