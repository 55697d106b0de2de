import type { UserError } from '../../errors.ts';
import { badColumn } from '../errors.ts';
import { type TypedArray, typedArrays, typedKind } from '../typed-arrays.ts';
import { type Kind, cellKind, kindInWords } from './kinds.ts';

/** A column as it is kept in memory. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** The milliseconds of dates, with NaN for null; of other kinds, the values as they were given. */
  readonly data: TypedArray | readonly unknown[];
}

/** Checks a column, and settles what it is. `first`: the row that it begins with, for messages. */
export function columnOf(name: string, values: unknown, first = 0): Column {
  checkName(name);
  if (typeof values !== 'object' || values === null) throw noColumn(name, values);
  const typed = typedKind(values);
  if (typed) return { name, kind: typed, data: values as TypedArray };
  if (!Array.isArray(values)) throw noColumn(name, values);
  return fromList(name, values as unknown[], first);
}

function checkName(name: string): void {
  if (!name.isWellFormed() || name === '__proto__' || name.startsWith('\ufeff'))
    throw badColumn(name, "a column can't have this name", 'Give it another one.');
}

const noColumn = (name: string, values: unknown): UserError => {
  const what = (Object(values) as object).constructor?.name ?? typeof values;
  return badColumn(name, `it should be a list or a typed array, and is ${values === null ? 'null' : what}`, listing);
};
const listing = 'Give one list for each column, or make the table by `Table.fromRows(rows)`.';

/** A copy, so that nobody writes into it; without nulls, numbers and bigints become arrays of their own. */
function fromList(name: string, values: readonly unknown[], first: number): Column {
  let kind: Kind = 'null';
  let nulls = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null) {
      nulls = true;
      continue;
    }
    const found: Kind | undefined = typeof value === kind ? kind : cellKind(value);
    if (found !== kind) {
      if (found === undefined) throw badColumn(name, `row ${first + i} has ${article(value)}`, instead(value));
      if (kind !== 'null') throw mixed(name, first + i, kind, found);
      kind = found;
    }
    if (kind === 'string' && !(value as string).isWellFormed())
      throw badColumn(name, `the text in row ${first + i} has half a character (a lone surrogate)`, wellFormed);
    if (kind === 'date' && Number.isNaN((value as Date).getTime()))
      throw badColumn(name, `row ${first + i} has an invalid date`, 'Use null where there is none.');
    if (kind === 'bigint' && BigInt.asIntN(64, value as bigint) !== value)
      throw badColumn(name, `the bigint in row ${first + i} has more than 64 bits`, bigger);
  }
  if (kind === 'date') return { name, kind, data: Float64Array.from(values, time) };
  if (nulls || (kind !== 'number' && kind !== 'bigint')) return { name, kind, data: values.slice() };
  const data = kind === 'number' ? Float64Array.from(values as number[]) : BigInt64Array.from(values as bigint[]);
  return { name, kind: kind === 'number' ? 'Float64Array' : 'BigInt64Array', data };
}

const wellFormed = 'Use `text.toWellFormed()`, or keep it as bytes.';
const bigger = 'Give the column as a BigUint64Array if they fit, else as strings.';
const time = (date: unknown): number => (date === null ? Number.NaN : (date as Date).getTime());

export const mixed = (name: string, row: number, before: Kind, found: Kind): UserError =>
  badColumn(name, `row ${row} has ${kindInWords(found)}, and those before have ${kindInWords(before)}`, oneKind);
const oneKind = 'A column holds values of one kind, and nulls: turn them into one kind, or into two columns.';

const article = (value: unknown): string => (value === undefined ? 'undefined' : `a ${typeof value}`);
const instead = (value: unknown): string =>
  value === undefined ? 'Use null where there is no value.' : 'Return what it stands for.';

export function cell({ kind, data }: Column, row: number): unknown {
  if (kind !== 'date') return data[row];
  const at = data[row] as number;
  return Number.isNaN(at) ? null : new Date(at);
}

/** As people get it: dates as dates. */
export function listed(column: Column): TypedArray | readonly unknown[] {
  if (column.kind !== 'date') return column.data;
  return Array.from(column.data as Float64Array, (_, row) => cell(column, row));
}

/** A part of it. */
export const sliced = ({ name, kind, data }: Column, from: number, to: number): Column => ({
  name,
  kind,
  data: Array.isArray(data) ? data.slice(from, to) : (data as TypedArray).subarray(from, to),
});

export function hasNulls({ kind, data }: Column): boolean {
  if (kind === 'date') return (data as Float64Array).some(Number.isNaN);
  return Array.isArray(data) && data.includes(null);
}

/** Several columns of one name after each other, all of `kind` or of what becomes of it. */
export function concatenated(name: string, kind: Kind, parts: readonly Column[]): Column {
  if (parts.length === 1 && parts[0]!.kind === kind) return parts[0]!;
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const typed = kind === 'date' ? Float64Array : typedArrays[kind as keyof typeof typedArrays];
  if (!typed) return { name, kind, data: parts.flatMap(({ data }) => Array.from(data as ArrayLike<unknown>)) };
  const data = new typed(length);
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'null') (data as Float64Array).fill(Number.NaN, at, at + part.data.length);
    else (data as Float64Array).set(part.data as Float64Array, at);
    at += part.data.length;
  }
  return { name, kind, data };
}
