import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/values/encode.ts';
import { Table } from '../../src/values/table/table.ts';

const at = new Date('2026-11-21');
const table = Table.of({ load: new Float32Array([0.5, 1]), machine: ['a', null], at: [at, null], n: [1, 2] });

describe('Table', () => {
  it('has columns, and rows made from them', () => {
    expect(table.length).toBe(2);
    expect(table.names).toEqual(['load', 'machine', 'at', 'n']);
    deepStrictEqual(table.column('load'), new Float32Array([0.5, 1]));
    deepStrictEqual(table.column('n'), new Float64Array([1, 2]));
    deepStrictEqual(table.column('at'), [at, null]);
    deepStrictEqual([...table], [{ load: 0.5, machine: 'a', at, n: 1 }, { load: 1, machine: null, at: null, n: 2 }]); // prettier-ignore
    deepStrictEqual(table.at(1), { load: 1, machine: null, at: null, n: 2 });
    expect([table.at(2), table.at(-1), table.at(0.5)]).toEqual([undefined, undefined, undefined]);
  });

  it('is the same from rows and from columns', () => {
    deepStrictEqual(Table.fromRows(table.select(['machine', 'at', 'n'])), table.select(['machine', 'at', 'n']));
    deepStrictEqual(Table.fromRows([]), Table.of({}));
    expect(Table.fromRows([]).length).toBe(0);
  });

  it('does not change with its sources, nor with what it returned', () => {
    const list = ['a', 'b'];
    const dates = [new Date(0)];
    const kept = Table.of({ list });
    const times = Table.of({ dates });
    list[0] = 'changed';
    dates[0]!.setTime(5);
    times.column('dates')[0]!.setTime(5);
    deepStrictEqual(kept.column('list'), ['a', 'b']);
    deepStrictEqual(times.at(0), { dates: new Date(0) });
  });

  it('slices rows and selects columns', () => {
    deepStrictEqual(Array.from(table.slice(1)), [table.at(1)]);
    deepStrictEqual(Array.from(table.slice(0, 1)), [table.at(0)]);
    expect([table.slice(5).length, table.slice(1, 0).length, table.slice(-3, 99).length]).toEqual([0, 0, 2]);
    deepStrictEqual(table.select(['n', 'load', 'n']).names, ['n', 'load']);
  });

  it('is summarized in JSON, and refused inside other values', () => {
    expect(JSON.stringify(table)).toBe(
      '{"rows":2,"columns":{"load":"Float32Array","machine":"string","at":"date","n":"Float64Array"}}',
    );
    expect(() => encode({ made: [table] })).toThrow("made[0] in the value can't be kept: it is a table");
  });

  it.each<[string, () => unknown, string]>([
    ['an unknown column', () => table.column('laod' as 'load'), 'There is no column "laod". Did you mean load?'],
    ['other lengths', () => Table.of({ a: [1], b: [1, 2] }), 'The column "b" can\'t be kept in a table: it has 2 rows, and "a" has 1.'],
    ['mixed values', () => Table.of({ a: [1, null, 'x'] }), 'row 2 has strings, and those before have numbers'],
    ['undefined', () => Table.of({ a: ['x', undefined] }), 'row 1 has undefined'],
    ['a hole', () => Table.of({ a: Object.assign([], { 1: 'x' }) }), 'row 0 has undefined'],
    ['a function', () => Table.of({ a: [() => 1] }), 'row 0 has a function'],
    ['an invalid date', () => Table.of({ a: [at, new Date('no')] }), 'row 1 has an invalid date'],
    ['half a character', () => Table.of({ a: ['x', '\ud800'] }), 'the text in row 1 has half a character'],
    ['a bigint that is too large', () => Table.of({ a: [2n ** 63n] }), 'the bigint in row 0 has more than 64 bits'],
    ['no list', () => Table.of({ a: 'text' as never }), 'it should be a list or a typed array, and is String'],
    ['a buffer for a column', () => Table.of({ a: Buffer.from('x') }), 'and is Buffer'],
    ['an impossible name', () => Table.of({ ['__proto__']: [1] }), "a column can't have this name"],
    ['a row without a key', () => Table.fromRows([{ a: 1, b: 2 }, { a: 1 }]), 'Row 1 can\'t be kept in a table: it has no "b"'],
    ['a row with an extra key', () => Table.fromRows([{ a: 1 }, { a: 1, b: 2 }]), 'it has "b", which the rows before don\'t have'],
    ['a row that is not an object', () => Table.fromRows([{ a: 1 }, [1]] as unknown[]), 'Row 1 can\'t be kept in a table: it is a list'],
    ['a row of nothing', () => Table.fromRows([{}]), 'it has no columns'],
  ])('refuses %s by name', (_, make, words) => {
    expect(make).toThrow(words);
  }); // prettier-ignore
});
