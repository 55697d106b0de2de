import { afterEach } from 'vitest';
import { openRecord, type OpenOptions } from '../../../src/lineage/open-record.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';

/** What the suite must know about a database to put any record through the same tests. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /** An empty place of its own. */
  fresh(): Promise<RecordSettings>;
  /** Statements behind the record's back. */
  execute(settings: RecordSettings, statement: string): Promise<unknown[]>;
  /** Says in the database that it has had the first migration, and no other. */
  markFirst(settings: RecordSettings): Promise<void>;
  /** Makes the record look as if a newer Clew had written it. */
  age(settings: RecordSettings): Promise<void>;
}

/** Opens records and closes them after each test. */
export function opener(): (settings: RecordSettings, options?: OpenOptions) => Promise<LineageRecord> {
  const open: LineageRecord[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((record) => record.close()));
  });
  return async (settings, options) => {
    const record = await openRecord(settings, options);
    open.push(record);
    return record;
  };
}

/** Everything that comes, in the order in which it comes. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
