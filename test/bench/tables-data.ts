// The rows of the benchmark of tables, a batch of columns at a time: for a task, and for the library alone.
const batch = 250_000;

type Columns = Record<string, Float64Array | Int32Array | BigInt64Array | unknown[]>;

const list = <T>(of: (i: number) => T): T[] => Array.from({ length: batch }, (_, i) => of(i));
const hashed = (i: number): number => Math.imul(i, 2654435761) >>> 0;

/** Doubles, integers, moments, booleans, and strings of few and of many values: ten columns. */
export function* batches(rows: number): Generator<Columns> {
  const double = (seed: number): Float64Array => Float64Array.from(list((i) => hashed(i + seed) / 2 ** 32));
  const same = {
    load: double(1),
    pressure: double(2),
    rounded: double(3).map((value) => Math.round(value * 1000) / 10),
    level: Int32Array.from(list((i) => hashed(i) % 100)),
    code: Int32Array.from(list((i) => hashed(i) >>> 2)),
    up: list((i) => hashed(i) % 3 === 0),
    machine: list((i) => `machine-${hashed(i) % 50}`),
  };
  for (let from = 0; from < rows; from += batch) {
    const columns = {
      ...same,
      at: list((i) => new Date(1.7e12 + (from + i) * 1000)),
      number: BigInt64Array.from(list((i) => BigInt(from + i) * 7n)),
      reading: list((i) => `reading-${hashed(from + i).toString(36)}`),
    };
    const left = rows - from;
    yield left >= batch ? columns : cut(columns, left);
  }
}

const cut = (columns: Columns, rows: number): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(0, rows)]));

/** What is read back. */
export const two = ['load', 'machine'] as const;
