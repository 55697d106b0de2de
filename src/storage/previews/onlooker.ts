/** A column as a schema knows it. */
export interface ColumnSchema {
  readonly name: string;
  readonly type: string;
}

/**
 * Looks on while a value is written piece by piece, to make a preview of it. A codec shows what it writes, each piece
 * once and in order, by the method for what it is. None of them throws, and nothing that is shown is kept.
 *
 * @example
 * ```ts
 * encode: async function* (table, { preview }) {
 *   preview?.table(table.schema);
 *   for (const batch of table.batches()) {
 *     preview?.columns(batch.columns, batch.rows);
 *     yield encodeBatch(batch);
 *   }
 * }
 * ```
 */
export interface Onlooker {
  /** One more item of a list. */
  item(value: unknown): void;
  /** It will be a table of these columns. */
  table(schema: readonly ColumnSchema[]): void;
  /** More rows of a table: of each column the same number of values. What has no column here is null in all of them. */
  columns(columns: Readonly<Record<string, ArrayLike<unknown>>>, rows: number): void;
  /** One more file of a folder. */
  file(path: string, size: number): void;
}
