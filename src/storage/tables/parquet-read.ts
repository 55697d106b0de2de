import { zstdDecompressSync } from 'node:zlib';
import type { FileMetaData } from 'hyparquet';
import type { Column } from '../../values/table/column.ts';
import { UnknownColumn } from '../../values/table/errors.ts';
import { Table } from '../../values/table/table.ts';
import type { Parts, PartsReading } from '../codecs/codec.ts';
import { storedElement } from './elements.ts';
import { ColumnsEmpty } from './errors.ts';
import { Filling } from './filling.ts';
import { type Memo, memoKey } from './memo.ts';

const compressors = { ZSTD: (bytes: Uint8Array): Uint8Array => zstdDecompressSync(bytes) };
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const parsers = { stringFromBytes: (bytes: Uint8Array): string => bytes && utf8.decode(bytes) };

/** As the library takes it. */
interface File {
  readonly byteLength: number;
  slice(from: number, to?: number): Promise<ArrayBuffer>;
}

/** A Parquet file of ours, opened: what it holds is known, and nothing of it is read. */
export class ParquetFile {
  readonly memo: Memo;
  readonly #metadata: FileMetaData;
  readonly #file: File;
  readonly #columns: Memo['columns'];
  readonly #reading: PartsReading;

  private constructor(file: File, metadata: FileMetaData, memo: Memo, reading: PartsReading) {
    this.#file = file;
    this.memo = memo;
    this.#metadata = { ...metadata, schema: metadata.schema.map(storedElement) };
    this.#columns = chosen(memo, reading.columns);
    this.#reading = reading;
  }

  static async open(bytes: Parts, reading: PartsReading): Promise<ParquetFile> {
    const { parquetMetadataAsync } = await import('hyparquet');
    const file = {
      byteLength: bytes.size,
      slice: async (from: number, to = bytes.size): Promise<ArrayBuffer> => bufferOf(await bytes.read(from, to)),
    };
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const memo = metadata.key_value_metadata?.find(({ key }) => key === memoKey)?.value;
    return new ParquetFile(file, metadata, JSON.parse(memo!) as Memo, reading);
  }

  async table(): Promise<Table<any>> {
    const fillings = this.#fillings(Number(this.#metadata.num_rows));
    let start = 0;
    for (const group of this.#metadata.row_groups) start = await this.#read(start, Number(group.num_rows), fillings);
    return Table.from(this.#columns.map(([name]) => fillings.get(name)!.column));
  }

  /** A table for each row group. */
  async *batches(): AsyncGenerator<Table<any>> {
    let start = 0;
    for (const group of this.#metadata.row_groups) {
      const fillings = this.#fillings(Number(group.num_rows));
      start = await this.#read(start, Number(group.num_rows), fillings);
      yield Table.from(this.#columns.map(([name]): Column => fillings.get(name)!.column));
    }
  }

  #fillings(rows: number): Map<string, Filling> {
    return new Map(this.#columns.map(([name, kind]) => [name, new Filling(name, kind, rows, this.#reading.foreign)]));
  }

  /** One row group; the row that comes after it. */
  async #read(start: number, rows: number, fillings: Map<string, Filling>): Promise<number> {
    const { parquetRead } = await import('hyparquet');
    await parquetRead({
      file: this.#file,
      metadata: this.#metadata,
      columns: [...fillings.keys()],
      compressors,
      parsers,
      utf8: false,
      rowStart: start,
      rowEnd: start + rows,
      onChunk: ({ columnName, columnData }) => fillings.get(columnName)!.add(columnData),
    });
    return start + rows;
  }
}

function chosen({ columns }: Memo, names: readonly string[] | undefined): Memo['columns'] {
  if (!names) return columns;
  if (names.length === 0) throw new ColumnsEmpty();
  return [...new Set(names)].map((name) => {
    const found = columns.find(([known]) => known === name);
    if (!found)
      throw new UnknownColumn(
        name,
        columns.map(([known]) => known),
      );
    return found;
  });
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  (byteOffset === 0 && byteLength === buffer.byteLength
    ? buffer
    : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
