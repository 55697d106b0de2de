import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsedFile } from '../../../src/storage/previews/parsed-content.ts';

const parsed = (name: string, text: string): unknown => parsedFile(name, Buffer.from(text))?.value;

describe('previews of files: CSV, TSV and JSON', () => {
  it('parse rows of CSV and TSV, with quotes', () => {
    expect(parsed('a/b.csv', 'm,load,note\nM-7,0.5,"a, ""b""\nc"\nM-8,,x\n')).toEqual([
      { m: 'M-7', load: 0.5, note: 'a, "b"\nc' },
      { m: 'M-8', load: null, note: 'x' },
    ]);
    expect(parsed('b.CSV', 'a,b\r\n1,\r\n')).toEqual([{ a: 1, b: null }]);
    expect(parsed('b.tsv', 'a\tb\n1\t2')).toEqual([{ a: 1, b: 2 }]);
    expect(parsed('b.csv', 'a,b\n1,')).toEqual([{ a: 1, b: null }]);
    expect(parsed('b.csv', 'a,b\n0x10,1e3')).toEqual([{ a: '0x10', b: 1000 }]);
  });

  it('ignore what is not a table: rows of other lengths, no names, names twice, open quotes, no rows', () => {
    for (const text of ['a,b\n1\n', 'a,a\n1,2\n', 'a,b\n"1,2\n', 'a,b\n', '', 'a,\n1,2\n', 'M-7,0.2\nM-8,0.3\n'])
      expect([text, parsed('a.csv', text)]).toEqual([text, undefined]);
  });

  it('parse JSON and JSON lines', () => {
    expect(parsed('a.json', '{"a":1}')).toEqual({ a: 1 });
    expect(parsed('a.jsonl', '{"a":1}\n\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(parsed('a.json', '{"a":')).toBe(undefined);
    expect(parsed('a.txt', '{"a":1}')).toBe(undefined);
    expect(parsedFile('a.json', new Uint8Array([0xff, 0xfe]))).toBe(undefined);
  });

  it('read any cell back from CSV as it was written', () => {
    const cell = fc.string({ minLength: 1 }).filter((text) => Number.isNaN(Number(text)));
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        expect(parsed('x.csv', text)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});
