import { type Column, listed } from '../../values/table/column.ts';
import { Table } from '../../values/table/table.ts';
import type { InnerCodec } from '../codecs/codec.ts';
import { WholeBytes } from '../random.ts';
import { ParquetFile } from './parquet-read.ts';
import { parquetOf } from './parquet-write.ts';
import { isTabular } from './source.ts';

/** Tables as Parquet: whole or as they come, and read by columns and row groups. */
export const parquet: InnerCodec = {
  kept: 'parquet',
  extension: 'parquet',
  shows: true,
  accepts: isTabular,
  encode: parquetOf,
  decode: (bytes, foreign) => parquet.decodeParts!(new WholeBytes(bytes), foreign ? { foreign } : {}),
  async decodeParts(bytes, reading) {
    const file = await ParquetFile.open(bytes, reading);
    const { shape, lists } = file.memo;
    const table = await file.table();
    if (shape === 'table') return table;
    if (shape === 'rows') return [...table];
    return Object.fromEntries(Table.columns(table).map((column) => [column.name, given(column, lists)]));
  },
  async *batches(bytes, reading) {
    yield* (await ParquetFile.open(bytes, reading)).batches();
  },
};

const given = (column: Column, lists: readonly string[]): unknown => {
  const values = listed(column);
  return lists.includes(column.name) && !Array.isArray(values) ? Array.from(values as ArrayLike<unknown>) : values;
};
