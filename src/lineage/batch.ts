import type { Listed } from './entries.ts';
import type { Row, TableName } from './schema.ts';

/** Rows for one table that are written together with other batches. */
export type Batch = { [T in TableName]: BatchOf<T> }[TableName];

export interface BatchOf<T extends TableName> {
  readonly table: T;
  readonly rows: Listed<Row<T>>;
  /** The way to treat a row whose key is already there; without it, that is an error. */
  readonly onConflict?: Conflict;
}

/** Leave the old row alone, or bring it up to date. */
export type Conflict =
  | { readonly keep: true }
  | { readonly key: readonly string[]; readonly update: readonly string[] };

/** The conditions that must hold in the very transaction that writes. */
export interface Guard {
  /** Holders that must still be there; if one is gone, nothing is written. */
  readonly holders: readonly string[];
  /** Leases that end with what is written. */
  readonly ended: readonly { readonly identity: string; readonly holder: string }[];
}

export interface Written {
  /** The holders that are gone: then nothing was written. */
  readonly gone: readonly string[];
  /** Whether others are at work on this record. */
  readonly company: boolean;
}

/** Puts rows of several tables into the record by one transaction. Each dialect has the way that is fast for it. */
export interface RowWriter {
  /** Batches come in an order in which each points only at earlier ones. */
  write(batches: readonly Batch[]): Promise<void> | void;
  /** The same, as long as the guard holds. */
  writeGuarded(batches: readonly Batch[], guard: Guard): Promise<Written> | Written;
}
