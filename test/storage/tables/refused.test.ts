import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/values/table/table.ts';
import { storageBench } from '../bench.ts';

const options = { id: 'art-1', name: 'output', prefix: 'p', layer: 'other', label: 'the returned value' };

async function refusal(value: unknown): Promise<string> {
  const { artifacts } = await storageBench();
  return artifacts.write(value, { ...options, codec: 'parquet' }).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

function* rows(count: number, last: unknown) {
  for (let row = 0; row < count; row++) yield { row, value: 'x' };
  yield last;
}

describe('Parquet codec: refused values', () => {
  it.each<[string, unknown, string]>([
    ['in a list', [{ a: 1 }, { a: 'x' }], 'The column "a" can\'t be kept in a table: row 1 has strings, and those before have numbers.'],
    ['a missing key', [{ a: 1, b: 1 }, { a: 1 }], 'Row 1 can\'t be kept in a table: it has no "b".'],
    ['rows with methods', [new (class Row { a = 1; })()], "Row 0 can't be kept in a table: it is no plain object."],
    ['a promise in a row', [{ a: {} }, { a: Promise.resolve() }], 'row 1 of the column "a" of the returned value'],
    ['a table in a row', [{ a: Table.of({ x: [1] }) }], 'row 0 of the column "a" of the returned value can\'t be kept: it is a table'],
    ['late in a stream', rows(20_000, { row: 1, value: 5 }), 'The column "value" can\'t be kept in a table: row 20000 has numbers, and those before have strings.'],
    ['undefined late in a stream', rows(20_000, { row: 1, value: undefined }), 'row 20000 has undefined'],
    ['a late column', rows(20_000, { row: 1, value: 'x', more: 1 }), 'Row 20000 can\'t be kept in a table: it has "more"'],
    ['another typed array', [Table.of({ a: new Int8Array(2) }), Table.of({ a: new Int16Array(1) })].values(), 'row 2 has an Int16Array, and those before have an Int8Array'],
    ['another table', [Table.of({ a: [1], b: [1] }), Table.of({ a: [1] })].values(), 'Row 1 can\'t be kept in a table: its table has no "b".'],
    ['no table at all', 5, 'can\'t be kept by the codec "parquet"'],
    ['an object of other things', { a: [1], b: 5 }, 'can\'t be kept by the codec "parquet"'],
  ])('are reported with row and column: %s', async (_, value, words) => {
    expect(await refusal(value)).toContain(words);
  }); // prettier-ignore

  it('leave nothing of a stream', async () => {
    const { artifacts, layers } = await storageBench();
    const blob = new Uint8Array(8 * 1024 * 1024);
    function* large() {
      for (let row = 0; row < 12; row++) yield { blob, row };
      yield { blob, row: 'x' };
    }
    await expect(artifacts.write(large(), { ...options, codec: 'parquet' })).rejects.toThrow('row 12 has strings');
    for await (const key of layers.driver('other').list('')) throw new Error(`${key} is left`);
  });
});
