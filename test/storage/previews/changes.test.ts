import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePreviews } from '../../../src/storage/previews/changes/compare.ts';
import { PreviewMaker } from '../../../src/storage/previews/create-preview.ts';
import type { Preview } from '../../../src/storage/previews/preview.ts';

const none = new Uint8Array();
const previewOf = async (value: unknown, bytes: Uint8Array = none): Promise<Preview> =>
  (await new PreviewMaker().whole(value, bytes))!;
const compare = async (a: unknown, b: unknown) => comparePreviews(await previewOf(a), await previewOf(b));
const changesOf = async (a: unknown, b: unknown) =>
  (await compare(a, b)).changes.map(({ at, what, from, to }) => [at, what, from, to]);

describe('differences between previews', () => {
  it('of values: keys that are added, removed or changed, at any depth', async () => {
    expect(await changesOf({ a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 3] }, d: null })).toEqual([
      ['b.c[1]', 'value', '2', '3'],
      ['d', 'value', null, 'null'],
    ]);
    expect(await changesOf({ a: { b: 1 } }, { a: 5 })).toEqual([['a', 'value', '{ b: 1 }', '5']]);
    expect(await changesOf(1, 2)).toEqual([[null, 'value', '1', '2']]);
    expect(await changesOf(new Map([['k', 1]]), new Map([['k', 2]]))).toEqual([['k', 'value', '1', '2']]);
  });

  it('of values that are cut: the size, and differences in the part that is there', async () => {
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));
    const { changes, partial } = await compare(many(50), { ...many(51), k0: 7 });
    expect(changes).toEqual([
      { at: null, what: 'size', from: 50, to: 51 },
      { at: 'k0', what: 'value', from: '0', to: '7' },
    ]);
    expect(partial).toBe(true);
  });

  it('of tables: rows, columns, types, figures, and the cells of small ones', async () => {
    const rows = (n: number, cell: (i: number) => object) => Array.from({ length: n }, (_, i) => cell(i));
    const before = rows(30, (i) => ({ i, x: i % 3, s: 'a' }));
    expect(
      await changesOf(
        before,
        rows(31, (i) => ({ i, x: String(i % 3), s: i < 10 ? null : 'b' })),
      ),
    ).toEqual([
      [null, 'rows', 30, 31],
      ['x', 'type', 'integer', 'text'],
      ['i', 'max', 29, 30],
      ['i', 'mean', 14.5, 15],
      ['i', 'deviation', expect.any(Number), expect.any(Number)],
      ['i', 'different values', 30, 31],
      ['s', 'min', 'a', 'b'],
      ['s', 'max', 'a', 'b'],
      ['s', 'nulls in %', 0, 32.3],
      ['s', 'most frequent', 'a', 'b'],
    ]);
    expect(await changesOf([{ a: 1, b: 2 }], [{ b: 3, a: 1 }])).toEqual([['b[0]', 'value', 2, 3]]);
  });

  it('of lists: number, items, and figures of long ones', async () => {
    expect(await changesOf([1, 2], [1, 3, 4])).toContainEqual([null, 'items', 2, 3]);
    expect(await changesOf([1, 2], [1, 3])).toContainEqual(['[1]', 'value', '2', '3']);
    const long = (by: number) => Array.from({ length: 50 }, (_, i) => i + by);
    expect(await changesOf(long(0), long(1))).toContainEqual(['values', 'mean', 24.5, 25.5]);
  });

  it('of text are lines, of JSON bytes keys, of other bytes the size', async () => {
    expect(await compare('a\nb\n', 'a\nc\n')).toMatchObject({
      lines: '@@ -1,3 +1,3 @@\n a\n-b\n+c\n ',
      partial: false,
    });
    const bytes = async (text: string) => previewOf(Buffer.from(text), Buffer.from(text));
    const json = comparePreviews(await bytes('{"a":1}'), await bytes('{"a":2}'));
    expect(json).toMatchObject({ kind: 'bytes', lines: null, changes: [{ at: 'a', from: '1', to: '2' }] });
    const csv = comparePreviews(await bytes('a,b\n1,2\n'), await bytes('a,b\n1,3\n'));
    expect(csv.lines).toContain('-1,2\n+1,3');
  });

  it('of tensors are figures, of different kinds the kind, of equal values none', async () => {
    expect(await changesOf(new Float32Array([1, 2]), new Float32Array([1, 4]))).toContainEqual([null, 'max', 2, 4]);
    expect(await changesOf('text', [{ a: 1 }])).toEqual([[null, 'kind', 'text', 'table']]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const { changes, lines } = await compare(value, structuredClone(value));
        expect([changes, lines]).toEqual([[], null]);
      }),
    );
  });
});
