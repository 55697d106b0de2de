import { constants, zstdCompressSync } from 'node:zlib';
import type { ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { hasNulls } from '../../values/table/column.ts';
import { isTyped, nullable } from '../../values/table/kinds.ts';
import { Table } from '../../values/table/table.ts';
import type { Writing } from '../codecs/codec.ts';
import { elementOf, storedElement } from './elements.ts';
import type { GrowingColumn } from './growing-column.ts';
import { type Memo, memoKey } from './memo.ts';
import { type Source, sourceOf } from './source.ts';
import { stored } from './stored-table.ts';

const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Node's own: twice as quick as Snappy in JavaScript, and half the size. */
const compressors = { ZSTD: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, level) };

const createdBy = 'clew';

/** A value as a Parquet file, a row group at a time. */
export async function* parquetOf(value: unknown, writing: Writing): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const source = await sourceOf(value);
  const writer = new ByteWriter(64 * 1024);
  const file = new ParquetWriter({ writer, schema: [], codec: 'ZSTD', compressors, createdBy });
  let first = 0;
  for await (const group of source.groups) {
    writing.preview?.part(group);
    writeGroup(file, group, first, source, writing);
    first += group.length;
    yield writer.getBytes();
    // Whoever gets them has taken them before asking for more.
    writer.index = 0;
  }
  if (first === 0 && source.growing.columns.length > 0) writing.preview?.part(emptyOf(source));
  finish(file, source);
  yield writer.getBytes();
}

const emptyOf = ({ whole, growing }: Source): Table<any> =>
  whole ?? Table.from(growing.columns.map(({ name, kind }) => ({ name, kind, data: [] })));

function writeGroup(file: ParquetWriter, group: Table<any>, first: number, source: Source, writing: Writing): void {
  const columns = Table.columns(group);
  file.schema = schemaOf(source).map(storedElement);
  file.write({
    rowGroupSize: Math.max(1, group.length),
    // Its types name only some of the typed arrays that it takes.
    columnData: columns.map(
      (column) => ({ name: column.name, ...stored(column, first, writing) }) as unknown as ColumnSource,
    ),
  });
}

function schemaOf({ whole, growing }: Source): ReturnType<typeof elementOf>[] {
  const columns = growing.columns.map(({ name, kind }, i) =>
    // In a stream, nobody knows whether there will be a null.
    elementOf(name, kind, whole ? hasNulls(Table.columns(whole)[i]!) : !isTyped(nullable(kind))),
  );
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

/** Writes what is known when all has gone by: the schema, and what the value was. */
function finish(file: ParquetWriter, source: Source): void {
  const { growing, shape, lists } = source;
  file.schema = schemaOf(source);
  settleNulls(file, growing);
  const columns = growing.columns.map(({ name, kind }) => [name, kind] as const);
  const memo: Memo = { shape, columns, lists };
  file.kvMetadata = [{ key: memoKey, value: JSON.stringify(memo) }];
  void file.finish();
}

/** Parts of nothing but nulls were written before anyone knew of what: no value of theirs has a type. */
function settleNulls({ schema, row_groups }: ParquetWriter, { columns }: GrowingColumn): void {
  for (const group of row_groups)
    for (const i of columns.keys()) group.columns[i]!.meta_data!.type = schema[i + 1]!.type!;
}
