import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { ArtifactRef } from '../../../src/storage/ref.ts';
import { parquetOf } from '../../../src/storage/tables/parquet-write.ts';
import { Table } from '../../../src/values/table/table.ts';
import { all, writingBench } from '../bench.ts';
import { anyRows, columns, rows } from './arbitrary.ts';

const layers = fc.constantFrom(null, 'other', 'ram');

describe('Parquet codec reads back what was written', () => {
  it('for tables, whichever columns are read', async () => {
    const { artifacts, write } = await writingBench();
    await fc.assert(
      fc.asyncProperty(columns, layers, fc.infiniteStream(fc.boolean()), async (given, layer, picks) => {
        const table = Table.of(given as Record<string, unknown[]>);
        const ref = await write(table, { layer });
        expect(ref.codec).toBe('parquet');
        deepStrictEqual(await artifacts.read(ref), table);
        deepStrictEqual(await all(artifacts.items(ref)), [...table]);
        const names = table.names.filter(() => picks.next().value);
        if (names.length === 0) return;
        deepStrictEqual(await artifacts.read(ref, [], { columns: names }), table.select(names));
      }),
      { numRuns: 200 },
    );
  });

  it('for lists of rows', async () => {
    const { artifacts, write } = await writingBench();
    await fc.assert(
      fc.asyncProperty(rows, layers, async (given, layer) => {
        const ref = await write(given, { layer, codec: 'parquet' });
        deepStrictEqual(await artifacts.read(ref), given);
        deepStrictEqual(await all(artifacts.items(ref)), given);
      }),
      { numRuns: 200 },
    );
  });

  it('for objects of columns', async () => {
    const { artifacts, write } = await writingBench();
    await fc.assert(
      fc.asyncProperty(columns, layers, async (given, layer) => {
        const ref = await write(given, { layer, codec: 'parquet' });
        deepStrictEqual(await artifacts.read(ref), given);
      }),
      { numRuns: 200 },
    );
  });

  it('for streams of rows', async () => {
    const { artifacts, write } = await writingBench();
    await fc.assert(
      fc.asyncProperty(rows, layers, async (given, layer) => {
        const ref = await write(given.values(), { layer, codec: 'parquet' });
        deepStrictEqual(await artifacts.read(ref), given);
        deepStrictEqual(await all(artifacts.items(ref)), given);
      }),
      { numRuns: 150 },
    );
  });

  it('for streams of tables, however they are cut', async () => {
    const { artifacts, write } = await writingBench();
    const cuts = fc.array(fc.nat(20), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(columns, cuts, layers, async (given, sizes, layer) => {
        const table = Table.of(given as Record<string, unknown[]>);
        let from = 0;
        const parts = sizes.map((size) => table.slice(from, (from += size)));
        parts.push(table.slice(from));
        const ref = await write(parts.values(), { layer });
        expect(ref.codec).toBe('parquet');
        deepStrictEqual(await artifacts.read(ref), table);
      }),
      { numRuns: 150 },
    );
  });

  it('for any rows, or refuses to write them', async () => {
    const { artifacts, write } = await writingBench();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(anyRows, layers, fc.boolean(), async (given, layer, streamed) => {
        const ref = await write(streamed ? given.values() : given, { layer, codec: 'parquet' }).catch(
          (error: unknown) => error,
        );
        if (ref instanceof UserError) {
          refused += 1;
          return;
        }
        deepStrictEqual(await artifacts.read(ref as ArtifactRef), given);
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(10);
  });
});

describe('Parquet codec reads back what is empty', () => {
  it.each<[string, () => unknown, unknown]>([
    ['a table without columns', () => Table.of({}), Table.of({})],
    ['a table without rows', () => Table.of({ a: [], b: new Int8Array() }), Table.of({ a: [], b: new Int8Array() })],
    ['a list of no rows', () => [], []],
    ['a stream of no rows', () => [].values(), []],
    ['a stream of tables without rows', () => [Table.of({ a: new Int8Array() }), Table.of({ a: [] })].values(), Table.of({ a: new Int8Array() })],
    ['columns without rows', () => ({ a: [] }), { a: [] }],
  ])('for %s', async (_, make, expected) => {
    const { artifacts, write } = await writingBench();
    const ref = await write(make(), { codec: 'parquet' });
    deepStrictEqual(await artifacts.read(ref), expected);
    deepStrictEqual(await all(artifacts.items(ref)), []);
    deepStrictEqual(await all(artifacts.batches(ref)), []);
  }); // prettier-ignore
});

it('Parquet codec shows every part of a table to the preview before it is written', async () => {
  const part = (from: number) => Table.of({ row: Float64Array.from({ length: 4_000_000 }, (_, i) => from + i) });
  const seen: Table[] = [];
  const none = (): void => undefined;
  const preview = { part: (table: Table) => void seen.push(table), item: none, file: none };
  const writing = { label: 'it', foreign: undefined, preview };
  const pieces = [part(0), part(4e6), part(8e6)].values();
  for await (const _ of parquetOf(pieces, writing)) void _;
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.map((table) => table.at(0)!['row'])).toEqual(seen.map((_, i) => seen.slice(0, i).reduce((sum, { length }) => sum + length, 0))); // prettier-ignore
  seen.length = 0;
  for await (const _ of parquetOf(Table.of({ none: [] }), writing)) void _;
  expect(seen.map(({ names }) => names)).toEqual([['none']]);
});
