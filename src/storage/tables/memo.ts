import type { Kind } from '../../values/table/kinds.ts';

/** The form that the value had: a table, a list of rows, an object of columns. */
export type Shape = 'table' | 'rows' | 'columns';

/** The notes that a file has beside Parquet's own schema, so that the same value comes back. */
export interface Memo {
  readonly shape: Shape;
  readonly columns: readonly (readonly [name: string, kind: Kind])[];
  /** Columns of numbers that were given as plain lists, where that is to be seen. */
  readonly lists: readonly string[];
}

/** Its name among the file's own. */
export const memoKey = 'clew.table';
