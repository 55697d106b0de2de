import { columnOf } from '../../values/table/column.ts';
import { columnsOfRows } from '../../values/table/rows.ts';
import { Table } from '../../values/table/table.ts';
import { type Stream, streamOf } from '../codecs/stream.ts';
import { cut, gathered, weightOfRow } from './group.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Shape } from './memo.ts';

/** Rows that come one by one are made a table when there are so many, or when they weigh so much. */
const rowsAtOnce = 8192;
const weightAtOnce = 4 * 1024 * 1024;

/** A value as the tables that become its row groups. */
export interface Source {
  readonly shape: Shape;
  /** Grows as the groups come by, unless it is all there from the beginning. */
  readonly growing: GrowingColumn;
  readonly whole: Table<any> | undefined;
  readonly lists: readonly string[];
  readonly groups: Iterable<Table<any>> | AsyncIterable<Table<any>>;
}

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;
const isColumn = (value: unknown): boolean =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** Tables, lists of rows, objects of columns, and streams of rows or of tables. */
export function isTabular(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Table.is(value) || Array.isArray(value) || streamOf(value)) return true;
  const columns = Object.values(value);
  return isPlain(value) && columns.length > 0 && columns.every(isColumn);
}

export async function sourceOf(value: unknown): Promise<Source> {
  if (Table.is(value)) return whole(value, 'table');
  if (Array.isArray(value)) return whole(Table.from(columnsOfRows(value as unknown[], { exact: true })), 'rows');
  const stream = streamOf(value);
  if (stream) return streamed(stream);
  const entries = Object.entries(value as object);
  const lists = entries.filter(([, values]) => Array.isArray(values)).map(([name]) => name);
  return whole(Table.from(entries.map(([name, values]) => columnOf(name, values))), 'columns', lists);
}

function whole(table: Table<any>, shape: Shape, lists: readonly string[] = []): Source {
  const growing = new GrowingColumn();
  growing.fit(table);
  return { shape, growing, whole: table, lists, groups: cut(table) };
}

async function streamed(stream: Stream): Promise<Source> {
  const iterator = Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
  const first = await iterator.next();
  const items = fromFirst(first, iterator);
  const ofTables = !first.done && Table.is(first.value);
  const growing = new GrowingColumn();
  const tables = ofTables ? (items as AsyncGenerator<Table>) : tablesOf(items);
  const shape = ofTables ? 'table' : 'rows';
  return { shape, growing, whole: undefined, lists: [], groups: gathered(tables, growing) };
}

async function* fromFirst(
  first: IteratorResult<unknown>,
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
): AsyncGenerator<unknown> {
  try {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* tablesOf(rows: AsyncIterable<unknown>): AsyncGenerator<Table> {
  let names: readonly string[] | undefined;
  let first = 0;
  let waiting: unknown[] = [];
  let weight = 0;
  const take = (): Table => {
    const table = Table.from(columnsOfRows(waiting, { names, first, exact: true }));
    names = table.names;
    first += waiting.length;
    [waiting, weight] = [[], 0];
    return table as Table;
  };
  for await (const row of rows) {
    waiting.push(row);
    weight += weightOfRow(row);
    if (waiting.length >= rowsAtOnce || weight >= weightAtOnce) yield take();
  }
  if (waiting.length > 0) yield take();
}
