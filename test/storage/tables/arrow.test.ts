import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Bool, Field, Int32, List, Table as ArrowTable, Utf8, tableFromArrays, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isArrowTable } from '../../../src/storage/tables/arrow.ts';
import { storageBench } from '../bench.ts';

const options = { id: 'art-1', name: 'output', prefix: 'p', layer: 'other', label: 'it' };

/** As far as two tables can be told apart. */
const told = (table: ArrowTable<any>): unknown => ({
  types: table.schema.fields.map(({ name, type, nullable }) => [name, String(type), nullable]),
  rows: table.toArray().map(String),
  chunks: table.schema.fields.map(({ name }) => Array.from(table.getChild(name)!)).map(String),
});

describe('tables of apache-arrow', () => {
  it('are stored, and read back as Arrow tables', async () => {
    const { artifacts } = await storageBench();
    const length = fc.nat(30);
    const given = length.chain((count) => {
      const exactly = { minLength: count, maxLength: count };
      return fc.tuple(
        fc.float64Array(exactly),
        fc.array(fc.option(fc.string()), exactly),
        fc.array(fc.option(fc.boolean()), exactly),
        fc.array(fc.array(fc.integer()), exactly),
      );
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(given, fc.constantFrom(null, 'other', 'ram'), async ([doubles, texts, flags, lists], layer) => {
        const table = new ArrowTable({
          doubles: vectorFromArray(doubles),
          texts: vectorFromArray(texts, new Utf8()),
          flags: vectorFromArray(flags, new Bool()),
          lists: vectorFromArray(lists, new List(new Field('item', new Int32()))),
        });
        const ref = await artifacts.write(table, { ...options, prefix: `p/${++count}`, layer });
        expect(ref.codec).toBe('arrow');
        const back = (await artifacts.read(ref)) as typeof table;
        expect(isArrowTable(back)).toBe(true);
        deepStrictEqual(told(back), told(table));
        deepStrictEqual(
          told((await artifacts.read(ref, [], { columns: ['texts'] })) as typeof table),
          told(table.select(['texts'])),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('can be read by column, and unknown columns are refused', async () => {
    const { artifacts } = await storageBench();
    const ref = await artifacts.write(tableFromArrays({ a: [1, 2], b: ['x', 'y'] }), options);
    await expect(artifacts.read(ref, [], { columns: ['c'] })).rejects.toThrow('There is no column "c".');
  });

  it('name the package to install when apache-arrow is missing', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'clew-arrow-'));
    await cp(path.join(import.meta.dirname, '../../../src'), path.join(folder, 'src'), { recursive: true });
    await mkdir(path.join(folder, 'node_modules'));
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(
      path.join(folder, 'read.ts'),
      "import { arrow } from './src/storage/tables/arrow.ts';\n" +
        'await Promise.resolve(arrow.decode(new Uint8Array())).catch((e) => console.log(e.message, e.next));\n',
    );
    const said = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'read.ts'], { cwd: folder });
    expect(String(said)).toBe(
      "This artifact is a table of apache-arrow, which isn't installed here. npm i apache-arrow\n",
    );
  });
});
