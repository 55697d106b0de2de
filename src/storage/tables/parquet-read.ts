import type { ForeignTags } from '../../values/special-values.ts';
import type { Column } from '../../values/table/column.ts';
import { type Kind, isTyped } from '../../values/table/kinds.ts';
import { typedArrays } from '../../values/typed-arrays.ts';
import { Table } from '../../values/table/table.ts';
import { type Memo, memoKey } from './memo.ts';
import { restorer, setTimes } from './stored-table.ts';
import { zstdDecompressSync } from 'node:zlib';
import type { FileMetaData } from 'hyparquet';
import { unknownColumn } from '../../values/errors.ts';
import type { ArtifactBytes, PartsReading } from '../codecs/codec.ts';
import { storedElement } from './elements.ts';
import { columnsEmpty } from '../errors.ts';

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

  static async open(bytes: ArtifactBytes, reading: PartsReading): Promise<ParquetFile> {
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
    const filling = this.#filling(Number(this.#metadata.num_rows));
    for await (const group of this.#groups()) filling.add(group);
    return filling.table;
  }

  /** A table for each row group. */
  async *batches(): AsyncGenerator<Table<any>> {
    for await (const group of this.#groups()) {
      const filling = this.#filling(group.rows);
      filling.add(group);
      yield filling.table;
    }
  }

  #filling(rows: number): TableFiller {
    return new TableFiller(this.#columns, rows, this.#reading.foreign);
  }

  /** The row groups in order: while one is looked at, the next one is on its way. */
  async *#groups(): AsyncGenerator<Group> {
    const sizes = this.#metadata.row_groups.map(({ num_rows }) => Number(num_rows));
    let start = 0;
    let coming = sizes.length > 0 ? this.#load(0, sizes[0]!) : undefined;
    for (let i = 1; coming; i++) {
      const group = await coming;
      start += group.rows;
      coming = i < sizes.length ? this.#load(start, sizes[i]!) : undefined;
      // It is awaited, but perhaps not before it fails, or never.
      coming?.catch(() => undefined);
      yield group;
    }
  }

  async #load(start: number, rows: number): Promise<Group> {
    const { parquetRead } = await import('hyparquet');
    const columns = this.#columns.map(([name]) => name);
    const chunks = new Map<string, ArrayLike<unknown>[]>(columns.map((name) => [name, []]));
    await parquetRead({
      file: this.#file,
      metadata: this.#metadata,
      columns,
      compressors,
      parsers,
      utf8: false,
      rowStart: start,
      rowEnd: start + rows,
      onChunk: ({ columnName, columnData }) => chunks.get(columnName)!.push(columnData),
    });
    return { rows, chunks };
  }
}

function chosen({ columns }: Memo, names: readonly string[] | undefined): Memo['columns'] {
  if (!names) return columns;
  if (names.length === 0) throw columnsEmpty();
  return [...new Set(names)].map((name) => {
    const found = columns.find(([known]) => known === name);
    if (!found)
      throw unknownColumn(
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

/** A row group that was read: of each column, what is stored of it in pieces. */
export interface Group {
  readonly rows: number;
  readonly chunks: ReadonlyMap<string, readonly ArrayLike<unknown>[]>;
}

/** A table that is read row group by row group. */
export class TableFiller {
  readonly #columns: readonly Filling[];

  constructor(columns: Memo['columns'], rows: number, foreign: ForeignTags | undefined) {
    this.#columns = columns.map(([name, kind]) => new Filling(name, kind, rows, foreign));
  }

  get table(): Table<any> {
    return Table.from(this.#columns.map(({ column }) => column));
  }

  add({ chunks }: Group): void {
    for (const filling of this.#columns) for (const values of chunks.get(filling.column.name)!) filling.add(values);
  }
}

class Filling {
  readonly column: Column;
  readonly #restore: ((value: any) => unknown) | undefined;
  #at = 0;

  constructor(name: string, kind: Kind, rows: number, foreign: ForeignTags | undefined) {
    const typed = kind === 'date' ? Float64Array : isTyped(kind) && typedArrays[kind];
    this.column = { name, kind, data: typed ? new typed(rows) : [] };
    this.#restore = restorer(kind, foreign);
  }

  add(values: ArrayLike<unknown>): void {
    const { kind, data } = this.column;
    if (kind === 'date') setTimes(data as Float64Array, this.#at, values as ArrayLike<bigint>);
    else if (!Array.isArray(data)) (data as Float64Array).set(values as ArrayLike<number>, this.#at);
    else this.#push(data, values);
    this.#at += values.length;
  }

  #push(data: unknown[], values: ArrayLike<unknown>): void {
    const restore = this.#restore;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) data.push(null);
      else data.push(restore ? restore(value) : value);
    }
  }
}
