import type { Row, TableName } from './schema.ts';

/** Rows for one table that are written together with other batches. */
export type Batch = { [T in TableName]: BatchOf<T> }[TableName];

export interface BatchOf<T extends TableName> {
  readonly table: T;
  readonly rows: readonly Row<T>[];
  /** What happens to a row whose key is already there; without it, that is an error. */
  readonly onConflict?: Conflict;
}

/** Leave the old row alone, or bring it up to date. */
export type Conflict =
  | { readonly keep: true }
  | { readonly key: readonly string[]; readonly update: readonly string[] };

/** Puts rows of several tables into the record by one transaction. Each dialect has the way that is fast for it. */
export interface RowWriter {
  /** Batches come in an order in which each points only at earlier ones. */
  write(batches: readonly Batch[]): Promise<void> | void;
}
