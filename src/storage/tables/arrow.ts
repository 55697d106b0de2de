import { unknownColumn } from '../../values/errors.ts';
import type { EncodedBytes, InnerCodec } from '../codecs/codec.ts';
import { WholeBytes } from '../random.ts';
import { arrowMissing } from '../errors.ts';

/** The part of a table that we use. It is the user's own: recognised without loading it, and loaded when needed. */
interface ArrowTable {
  readonly numRows: number;
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly type: unknown }[];
    readonly metadata: unknown;
  };
  readonly batches: readonly unknown[];
  select(names: readonly string[]): ArrowTable;
  getChildAt(index: number): { get(row: number): unknown } | null;
}

interface Arrow {
  readonly tableFromIPC: (bytes: Uint8Array) => ArrowTable;
  readonly RecordBatchFileWriter: { writeAll(table: ArrowTable): AsyncIterable<Uint8Array> };
}

export function isArrowTable(value: unknown): value is ArrowTable {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, batches, getChild } = value as {
    schema?: { fields?: unknown };
    batches?: unknown;
    getChild?: unknown;
  };
  return Array.isArray(batches) && Array.isArray(schema?.fields) && typeof getChild === 'function';
}

/** How its values are got at, column by column. */
export const arrowColumns = (table: ArrowTable): { name: string; type: string; at: (row: number) => unknown }[] =>
  table.schema.fields.map(({ name, type }, i) => {
    const values = table.getChildAt(i);
    return { name, type: String(type), at: (row) => values?.get(row) };
  });

/** Not by a constant name: the compiler would look for its types. */
const specifier: string = 'apache-arrow';

async function load(): Promise<Arrow> {
  try {
    return (await import(specifier)) as Arrow;
  } catch (error) {
    throw arrowMissing(error);
  }
}

async function fileOf(table: unknown): Promise<EncodedBytes> {
  const { RecordBatchFileWriter } = await load();
  return RecordBatchFileWriter.writeAll(table as ArrowTable);
}

/** A table of apache-arrow as a file of Arrow IPC. */
export const arrow: InnerCodec = {
  kept: 'arrow',
  extension: 'arrow',
  accepts: isArrowTable,
  encode: fileOf,
  decode: (bytes) => arrow.decodeParts!(new WholeBytes(bytes), {}),
  async decodeParts(bytes, { columns }) {
    const { tableFromIPC } = await load();
    const table = tableFromIPC(await bytes.read(0, bytes.size));
    if (!columns) return table;
    const names = table.schema.fields.map(({ name }) => name);
    for (const name of columns) if (!names.includes(name)) throw unknownColumn(name, names);
    return table.select(columns);
  },
};
