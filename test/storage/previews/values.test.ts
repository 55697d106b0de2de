import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { file, folder } from '../../../src/storage/files/local-file.ts';
import { previewArtifact } from '../../../src/storage/previews/preview-artifact.ts';
import { PreviewMaker } from '../../../src/storage/previews/create-preview.ts';
import { writePng } from '../../../src/storage/previews/png.ts';
import { Table } from '../../../src/values/table/table.ts';
import { storageBench } from '../bench.ts';

const none = new Uint8Array();
const previewOf = (value: unknown, bytes: Uint8Array = none): Promise<any> => new PreviewMaker().whole(value, bytes);

describe('previews of values', () => {
  it('have the beginning and the length of a text', async () => {
    expect(await previewOf('a\nb\n')).toEqual({ kind: 'text', characters: 4, lines: 2, head: 'a\nb\n' });
    expect(await previewOf('a\nb')).toMatchObject({ lines: 2 });
    expect(await previewOf('')).toMatchObject({ lines: 0, head: '' });
    const { head } = await previewOf(`${'x'.repeat(3998)}😀😀😀`);
    expect(head.isWellFormed() && head.endsWith('x…')).toBe(true);
  });

  it('have the columns of rows, also those that only some rows have', async () => {
    const { columns, ...table } = await previewOf([{ a: 1, b: 'x' }, { a: 2 }, { b: 'y', c: new Date(0) }]);
    expect(table).toEqual({
      kind: 'table',
      rows: 3,
      width: 3,
      first: [
        [1, 'x', null],
        [2, null, null],
        [null, 'y', '1970-01-01T00:00:00.000Z'],
      ],
    });
    expect(columns.map(({ name, type, nulls, looked }: any) => [name, type, nulls, looked])).toEqual([
      ['a', 'integer', 1, 3],
      ['b', 'text', 1, 3],
      ['c', 'date', 2, 3],
    ]);
  });

  it('have the first items of other lists, and figures of plain ones', async () => {
    expect(await previewOf([1, 2, 4])).toMatchObject({
      kind: 'list',
      count: 3,
      values: { type: 'integer', mean: expect.closeTo(7 / 3, 9) },
    });
    expect(await previewOf([1, { a: 1 }])).toMatchObject({ kind: 'list', values: null });
    expect(await previewOf([{ a: 1 }, 1])).toMatchObject({ kind: 'list', count: 2, values: null });
    expect(await previewOf([])).toEqual({ kind: 'list', count: 0, first: [], values: null });
    expect(await previewOf([[1, 2], [3]])).toMatchObject({
      kind: 'list',
      first: [{ type: 'list', size: 2 }, { size: 1 }],
    });
    expect(await previewOf([{}, {}])).toMatchObject({ kind: 'list', count: 2 });
  });

  it('have the shape and figures of numeric arrays', async () => {
    expect(await previewOf(Float32Array.of(1, 2, Number.NaN, 3))).toEqual({
      kind: 'tensor',
      dtype: 'Float32',
      shape: [4],
      looked: 4,
      notFinite: 1,
      min: 1,
      max: 3,
      mean: 2,
      deviation: expect.closeTo(0.816496, 5),
      histogram: { from: 1, to: 4, counts: [1, 1, 1] },
      first: [1, 2, 'NaN', 3],
    });
    const matrix = { shape: [2, 3], dtype: 'float64', data: [1, 2, 3, 4, 5, 6] };
    expect(await previewOf(matrix)).toMatchObject({ kind: 'tensor', dtype: 'float64', shape: [2, 3], max: 6 });
    expect(await previewOf({ ...matrix, shape: [7] })).toMatchObject({ kind: 'value' });
    expect(await previewOf(BigInt64Array.of(1n, 5n))).toMatchObject({ dtype: 'BigInt64', max: 5, first: ['1', '5'] });
    expect(await previewOf(new Float64Array(1_000_000).fill(2))).toMatchObject({ looked: 47_620, min: 2, max: 2, shape: [1_000_000] }); // prettier-ignore
  });

  it('have the structure of other values', async () => {
    const value = { auc: 0.93, list: [1, 2, 3], map: new Map([['a', new Set([1])]]), at: new Date(0), w: new Float32Array(9), no: undefined, b: null }; // prettier-ignore
    const { shape } = await previewOf(value);
    expect(shape.parts.map(({ name, value: { type, size, text } }: any) => [name, type, size ?? text])).toEqual([
      ['auc', 'number', '0.93'],
      ['list', 'list', 3],
      ['map', 'map', 1],
      ['at', 'date', '1970-01-01T00:00:00.000Z'],
      ['w', 'Float32Array', 9],
      ['no', 'undefined', 'undefined'],
      ['b', 'null', 'null'],
    ]);
  });

  it.each([
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
    ['zip', Buffer.from('PK\x03\x04xxxx', 'latin1')],
    ['Parquet', Buffer.from('PAR1\x15\x00\x15', 'latin1')],
    ['NumPy', Buffer.from('\x93NUMPY\x01\x00', 'latin1')],
    ['safetensors', Buffer.from('\x40\0\0\0\0\0\0\0{"weights":{}}', 'latin1')],
    ['tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')])],
    ['text', Buffer.from('id,name\n1,Ähre\n')],
    [null, Buffer.from([0, 1, 2, 3, 255])],
  ])('have the detected format of bytes: %s', async (format, bytes) => {
    const preview = await previewOf(new Uint8Array(bytes), bytes);
    expect(preview).toMatchObject({ kind: 'bytes', size: bytes.length, format });
    expect(preview.head).toBe(bytes.subarray(0, 64).toString('hex'));
    expect(preview.text).toBe(format === 'text' ? 'id,name\n1,Ähre\n' : null);
  });

  it('have the largest files of a folder', () => {
    const maker = new PreviewMaker();
    for (const [path, size] of [['a/b.PNG', 5], ['a/c.png', 6], ['.gitignore', 1], ['README', 2]] as const) maker.file(path, size); // prettier-ignore
    expect(maker.head(none)(14)).toEqual({
      kind: 'files',
      files: 4,
      size: 14,
      biggest: [
        { path: 'a/c.png', size: 6 },
        { path: 'a/b.PNG', size: 5 },
        { path: 'README', size: 2 },
        { path: '.gitignore', size: 1 },
      ],
      kinds: [
        { extension: 'png', files: 2, size: 11 },
        { extension: '', files: 2, size: 3 },
      ],
    });
  });

  it('of a table equal those of its rows, with the types of typed arrays', async () => {
    const part = (from: number, count: number) =>
      Table.of({
        n: Int32Array.from({ length: count }, (_, i) => from + i),
        text: Array.from({ length: count }, (_, i) => ((from + i) % 5 === 0 ? null : `t${(from + i) % 3}`)),
        at: Array.from({ length: count }, (_, i) => ((from + i) % 7 === 0 ? null : new Date(1000 * (from + i)))),
        load: Array.from({ length: count }, (_, i) => (from + i) / 8),
      });
    const maker = new PreviewMaker();
    for (let from = 0; from < 9000; from += 3000) maker.part(part(from, 3000));
    const table = maker.head(none)(1) as any;
    const rows = await previewOf([...part(0, 9000)]);
    expect(table.columns.map(({ type }: any) => type)).toEqual(['Int32', 'text', 'date', 'number']);
    expect({ ...table, columns: [{ ...table.columns[0], type: 'integer' }, ...table.columns.slice(1)] }).toEqual(rows);
    expect(await previewOf(part(0, 9000))).toEqual(table);
  });

  it('have the columns of an Arrow table', async () => {
    const { tableFromArrays } = await import('apache-arrow');
    const preview = await previewOf(tableFromArrays({ n: Int32Array.of(1, 2, 4), name: ['a', 'b', 'b'] }));
    expect(preview).toMatchObject({ kind: 'table', rows: 3, width: 2, first: [[1, 'a'], [2, 'b'], [4, 'b']] }); // prettier-ignore
    expect(preview.columns[0]).toMatchObject({ name: 'n', type: 'Int32', min: 1, max: 4 });
    expect(preview.columns[1]).toMatchObject({ name: 'name', distinct: { count: 2, exact: true } });
  });
});

describe('previews of artifacts', () => {
  it('are stored for large ones, and not for those that are cheap to read', async () => {
    const bench = await storageBench();
    const { output: small } = await bench.bound('other').finish([{ a: 1 }]);
    expect(small.preview).toBeNull();
    const { output: large } = await bench.bound().finish(Array.from({ length: 20_000 }, (_, n) => ({ n })));
    expect(large.preview).toMatchObject({ kind: 'table', rows: 20_000 });
    const { output: inline } = await bench.bound().finish('x');
    expect('preview' in inline).toBe(false);
  });

  it('of a stream are made while it is written', async () => {
    const bench = await storageBench();
    const rows = async function* (count: number) {
      const row = { n: 0 };
      // One object for all of them: what is seen of it must be of that moment.
      for (; row.n < count; row.n++) yield row;
    };
    const { output } = await bench.bound('other').finish(rows(60_000));
    expect(output.preview).toMatchObject({
      kind: 'table',
      rows: 60_000,
      first: Array.from({ length: 10 }, (_, n) => [n]),
    });
    const bytes = function* () {
      for (let i = 0; i < 20; i++) yield Buffer.from('id,name\n'.repeat(20_000));
    };
    const { output: text } = await bench.bound('other').finish(bytes());
    expect(text.preview).toMatchObject({ kind: 'bytes', format: 'text', size: 3_200_000 });
    const { output: middle } = await bench.bound('other').finish((function* () { yield Buffer.alloc(100_000); })()); // prettier-ignore
    expect(middle.preview).toMatchObject({ kind: 'bytes', size: 100_000, format: null });
  });

  it('of Parquet are made from its columns, at once or in parts', async () => {
    const bench = await storageBench();
    const table = Table.of({ n: Float64Array.from({ length: 50_000 }, () => Math.random()) });
    const { output } = await bench.bound().finish(table);
    expect(output).toMatchObject({ codec: 'parquet', preview: { kind: 'table', rows: 50_000, width: 1 } });
    const { output: small } = await bench.bound().finish(Table.of({ n: [1, 2] }));
    expect(await previewArtifact(bench.artifacts, small)).toMatchObject({ kind: 'table', rows: 2 });
    const { output: parts } = await bench.bound().finish((function* () { yield table; yield table; })()); // prettier-ignore
    expect(parts.preview).toMatchObject({ kind: 'table', rows: 100_000 });
  });

  it('of files and folders are made too', async () => {
    const bench = await storageBench();
    await writeFile(path.join(bench.home, 'large.csv'), 'id,name\n'.repeat(20_000));
    await mkdir(path.join(bench.home, 'images'));
    const bytes = writePng({ width: 300, height: 200, rgb: randomBytes(180_000) });
    for (const name of ['a.png', 'b.png']) await writeFile(path.join(bench.home, 'images', name), bytes);
    const { stored } = await bench.bound('other').finish([file(path.join(bench.home, 'large.csv')), folder(path.join(bench.home, 'images')), file(path.join(bench.home, 'images/a.png'))]); // prettier-ignore
    const previews = new Map(stored.map(({ name, preview }) => [name, preview]));
    expect(previews.get('large.csv')).toMatchObject({ kind: 'bytes', format: 'text', size: 160_000 });
    expect(previews.get('images')).toMatchObject({
      kind: 'files',
      files: 2,
      size: 2 * bytes.length,
      kinds: [{ extension: 'png', files: 2 }],
    });
    expect(previews.get('a.png')).toMatchObject({ kind: 'image', width: 300, thumbnail: { width: 48, height: 32 } });
  });

  it('of a custom codec are made from the value when its kind is known, else from the bytes', async () => {
    class Points {}
    const bytes = Buffer.from('PAR1'.padEnd(70_000, '.'));
    expect(await previewOf(new Points(), bytes)).toMatchObject({ kind: 'bytes', format: 'Parquet' });
    expect(await previewOf([1, 2], bytes)).toMatchObject({ kind: 'list' });
  });
});
