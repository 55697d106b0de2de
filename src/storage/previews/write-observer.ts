import type { Table } from '../../values/table/table.ts';

/**
 * Looks on while a value is written piece by piece, to make a preview of it. A codec shows what it writes, each piece
 * once and in order, by the method for what it is. None of them throws, and nothing that is shown is kept.
 *
 * @example
 * ```ts
 * encode: async function* (tables, { preview }) {
 *   for await (const part of tables) {
 *     preview?.part(part);
 *     yield encodePart(part);
 *   }
 * }
 * ```
 */
export interface WriteObserver {
  /** One more item of a list. */
  item(value: unknown): void;
  /** More rows of a table, all of the same columns. */
  part(part: Table<any>): void;
  /** One more file of a folder. */
  file(path: string, size: number): void;
}
