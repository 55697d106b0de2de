import type { UserError } from '../../errors.ts';
import { type Column, columnOf } from './column.ts';
import { badRow } from '../errors.ts';

export interface RowsOptions {
  /** The columns that are expected, and where the rows begin: for rows that follow others. */
  readonly names?: readonly string[] | undefined;
  readonly first?: number;
  /** Refuses rows that would come back as other objects. */
  readonly exact?: boolean;
}

/** The columns of rows, each of which has the same keys. */
export function columnsOfRows(rows: Iterable<unknown>, options: RowsOptions = {}): Column[] {
  const { first = 0, exact = false } = options;
  let { names } = options;
  let lists: unknown[][] = names?.map(() => []) ?? [];
  let count = 0;
  for (const row of rows) {
    const at = first + count;
    checkRow(row, at, exact);
    const keys = Object.keys(row);
    if (!names) {
      if (keys.length === 0) throw badRow(at, 'it has no columns', 'Give each row the same keys, one at least.');
      names = keys;
      lists = keys.map(() => []);
    }
    for (let i = 0; i < names.length; i++) {
      const value = (row as Record<string, unknown>)[names[i]!];
      if (value === undefined && !Object.hasOwn(row, names[i]!)) throw lacking(at, names[i]!);
      lists[i]!.push(value);
    }
    if (keys.length !== names.length) throw surplus(at, keys, names);
    count += 1;
  }
  return (names ?? []).map((name, i) => columnOf(name, lists[i], first));
}

function checkRow(row: unknown, at: number, exact: boolean): asserts row is object {
  if (typeof row !== 'object' || row === null || Array.isArray(row) || ArrayBuffer.isView(row)) {
    const what = row === null ? 'null' : Array.isArray(row) ? 'a list' : `a ${typeof row}`;
    throw badRow(at, `it is ${what}`, 'Give rows as objects: a key for each column.');
  }
  if (!exact) return;
  if (Object.getPrototypeOf(row) !== Object.prototype || Object.getOwnPropertySymbols(row).length > 0)
    throw badRow(at, 'it is no plain object', 'Give rows as plain objects: they come back as such.');
}

const lacking = (at: number, name: string): UserError =>
  badRow(at, `it has no ${JSON.stringify(name)}`, 'Give each row the same keys: null where there is no value.');

function surplus(at: number, keys: readonly string[], names: readonly string[]): UserError {
  const name = keys.find((key) => !names.includes(key));
  const why = `it has ${JSON.stringify(name)}, which the rows before don't have`;
  return badRow(at, why, 'Give each row the same keys: null where there is no value.');
}
