import { deepStrictEqual } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { type Vector, tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/values/table/table.ts';
import { storageBench } from '../bench.ts';

/** What another program reads of the file: the columns and their types, and the values as JavaScript has them. */
async function asOthersRead(given: unknown, codec?: string) {
  const { artifacts, fileOf } = await storageBench();
  const options = { id: 'art-1', name: 'output', prefix: 'p', layer: 'other', label: 'it', codec };
  const ref = await artifacts.write(given, options);
  const read = tableFromIPC(readParquet(await readFile(fileOf(ref))).intoIPCStream());
  const types = Object.fromEntries(read.schema.fields.map(({ name, type }) => [name, String(type)]));
  const column = (name: string): unknown[] => Array.from(read.getChild(name) as Vector);
  return { types, column, rows: read.numRows };
}

const at = [new Date(0), new Date('2026-11-21T12:00:00.001Z'), new Date(-1)];

describe('Parquet codec: another reader finds', () => {
  it('every kind of column with its type', async () => {
    const { types, column, rows } = await asOthersRead(
      Table.of({
        int8: new Int8Array([-128, 0, 127]),
        uint8: new Uint8Array([0, 1, 255]),
        clamped: new Uint8ClampedArray([0, 1, 255]),
        int16: new Int16Array([-32768, 0, 32767]),
        uint16: new Uint16Array([0, 1, 65535]),
        int32: new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1]),
        uint32: new Uint32Array([0, 1, 2 ** 32 - 1]),
        int64: new BigInt64Array([-(2n ** 63n), 0n, 2n ** 63n - 1n]),
        uint64: new BigUint64Array([0n, 1n, 2n ** 64n - 1n]),
        float32: new Float32Array([0.5, -0, Infinity]),
        float64: [0.1, -0, Number.NaN],
        some: [0.1, null, 2],
        long: [1n, null, 3n],
        text: ['ä', '日🧵', ''],
        few: ['a', null, 'a'],
        up: [true, false, null],
        at,
        maybe: [at[0], null, at[2]],
        bytes: [new Uint8Array([1, 2]), new Uint8Array(), null],
        nested: [{ a: [1] }, null, [true]],
        nothing: [null, null, null],
      }),
    );
    expect(rows).toBe(3);
    expect(types).toEqual({
      int8: 'Int8',
      uint8: 'Uint8',
      clamped: 'Uint8',
      int16: 'Int16',
      uint16: 'Uint16',
      int32: 'Int32',
      uint32: 'Uint32',
      int64: 'Int64',
      uint64: 'Uint64',
      float32: 'Float32',
      float64: 'Float64',
      some: 'Float64',
      long: 'Int64',
      text: 'Utf8',
      few: 'Utf8',
      up: 'Bool',
      at: 'Timestamp<MILLISECOND, UTC>',
      maybe: 'Timestamp<MILLISECOND, UTC>',
      bytes: 'Binary',
      nested: 'Utf8',
      nothing: 'Null',
    });
    deepStrictEqual(column('int8'), [-128, 0, 127]);
    deepStrictEqual(column('clamped'), [0, 1, 255]);
    deepStrictEqual(column('uint32'), [0, 1, 2 ** 32 - 1]);
    deepStrictEqual(column('int64'), [-(2n ** 63n), 0n, 2n ** 63n - 1n]);
    deepStrictEqual(column('uint64'), [0n, 1n, 2n ** 64n - 1n]);
    deepStrictEqual(column('float32'), [0.5, -0, Infinity]);
    deepStrictEqual(column('float64'), [0.1, -0, Number.NaN]);
    deepStrictEqual(column('some'), [0.1, null, 2]);
    deepStrictEqual(column('text'), ['ä', '日🧵', '']);
    deepStrictEqual(column('few'), ['a', null, 'a']);
    deepStrictEqual(column('up'), [true, false, null]);
    deepStrictEqual(column('at').map(Number), at.map(Number));
    deepStrictEqual(column('bytes'), [new Uint8Array([1, 2]), new Uint8Array(), null]);
    deepStrictEqual(column('nested'), ['{"a":[1]}', null, '[true]']);
    deepStrictEqual(column('nothing'), [null, null, null]);
  });

  it('the rows of a stream, also of columns that begin with nulls', async () => {
    const blob = new Uint8Array(5 * 1024 * 1024).fill(7);
    function* rows() {
      for (let row = 0; row < 30; row++) yield { row, blob, late: row < 20 ? null : `row ${row}`, never: null };
    }
    const { types, column } = await asOthersRead(rows(), 'parquet');
    expect(types).toEqual({ row: 'Float64', blob: 'Binary', late: 'Utf8', never: 'Null' });
    deepStrictEqual(
      column('late'),
      Array.from({ length: 30 }, (_, row) => (row < 20 ? null : `row ${row}`)),
    );
  });

  it('a million texts, most of them different, in row groups', async () => {
    const texts = Array.from({ length: 1_200_000 }, (_, i) => (i % 1000 === 999 ? null : `text ${i} ü`));
    const { column } = await asOthersRead(Table.of({ texts, i: Int32Array.from(texts, (_, i) => i) }));
    deepStrictEqual(column('texts'), texts);
    expect(column('i').every((value, i) => value === i)).toBe(true);
  });

  it('columns with some frequent values and many unique ones', async () => {
    const often = <T>(one: T, other: (i: number) => T): T[] =>
      Array.from({ length: 150_000 }, (_, i) => (i % 5 < 3 ? one : other(i)));
    const given = {
      texts: often('x', (i) => `text ${i}`),
      ints: Int32Array.from(often(0, (i) => -i)),
      longs: BigUint64Array.from(often(2n ** 64n - 1n, BigInt)),
      floats: Float32Array.from(often(Number.NaN, (i) => i / 2)),
    };
    const { column } = await asOthersRead(Table.of(given));
    for (const [name, values] of Object.entries(given)) {
      const found = column(name);
      expect(found.length).toBe(values.length);
      expect(found.findIndex((value, i) => !Object.is(value, values[i]))).toBe(-1);
    }
  });
});
