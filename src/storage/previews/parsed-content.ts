/** Larger files are told by their beginning. */
export const maxParsed = 16 * 1024 * 1024;

type Cell = string | number | null;

/** Reads a file of a usual format, by its name; undefined where it is of none, or not what it is called. */
export function parsedFile(name: string, bytes: Uint8Array): { readonly value: unknown } | undefined {
  const parse = parsers[/\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];
  if (!parse || bytes.byteLength > maxParsed) return undefined;
  try {
    const value = parse(new TextDecoder('utf8', { fatal: true }).decode(bytes));
    return value === undefined ? undefined : { value };
  } catch {
    return undefined;
  }
}

const lines = (text: string): unknown => text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown])); // prettier-ignore

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text) as unknown,
  ndjson: lines,
  jsonl: lines,
  csv: (text) => rowsOf(text, ','),
  tsv: (text) => rowsOf(text, '\t'),
};

/** Rows under the names of the first line; undefined where not all lines have as many cells. */
function rowsOf(text: string, separator: string): Record<string, Cell>[] | undefined {
  const [names = [], ...rows] = cellsOf(text, separator);
  // Where a name is missing or a number, the first line is one like all others.
  const isHead = names.every((name) => typeof cellOf(name) === 'string') && new Set(names).size === names.length;
  if (!isHead || rows.length === 0 || rows.some(({ length }) => length !== names.length)) return undefined;
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, cellOf(row[i]!)])));
}

function cellOf(text: string): Cell {
  if (text === '') return null;
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** As RFC 4180 has it: what stands in quotes may hold separators, ends of lines and, twice, quotes. */
function cellsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    row.push(cell);
    at = end;
    if (text[at] === separator) {
      at += 1;
      // Nothing comes after the last separator but an empty cell.
      if (at === text.length) row.push('');
      else continue;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

function plainCell(text: string, from: number, separator: string): [cell: string, end: number] {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return [text.slice(from, end), end];
}

function quotedCell(text: string, from: number): [cell: string, end: number] {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new SyntaxError('a quote without an end');
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    at = quote + 2;
  }
}
