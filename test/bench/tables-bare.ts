// The library alone: a file written and two columns of it read, as its own documentation does it.
import { type DecodedArray, asyncBufferFromFile, flatten, parquetRead } from 'hyparquet';
import { type BasicType, ParquetWriter, fileWriter, schemaFromColumnData } from 'hyparquet-writer';
import { batches, two } from './tables-data.ts';

const types: Record<string, BasicType> = {
  load: 'DOUBLE',
  pressure: 'DOUBLE',
  rounded: 'DOUBLE',
  level: 'INT32',
  code: 'INT32',
  up: 'BOOLEAN',
  machine: 'STRING',
  at: 'TIMESTAMP',
  number: 'INT64',
  reading: 'STRING',
};

const [way, rows] = [process.argv[2], Number(process.argv[3])];
const start = performance.now();
if (way === 'write') await write();
else if (way === 'read') await read();
// What both of them pay for the rows.
else for (const _ of batches(rows)) void _;
const ms = performance.now() - start;
process.stderr.write(`\n${JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024 })}\n`);

async function write(): Promise<void> {
  let file: ParquetWriter | undefined;
  for (const columns of batches(rows)) {
    const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: data as DecodedArray }));
    file ??= new ParquetWriter({
      writer: fileWriter('bare.parquet'),
      schema: schemaFromColumnData({
        columnData: columnData.map((column) => ({ ...column, type: types[column.name]!, nullable: false })),
      }),
    });
    await file.write({ columnData, rowGroupSize: 100_000 });
  }
  await file!.finish();
}

async function read(): Promise<void> {
  const found: Record<string, DecodedArray[]> = { load: [], machine: [] };
  await parquetRead({
    file: await asyncBufferFromFile('bare.parquet'),
    columns: [...two],
    onChunk: ({ columnName, columnData }) => found[columnName]!.push(columnData),
  });
  for (const chunks of Object.values(found)) if (flatten(chunks).length !== rows) throw new Error('rows are lost');
}
