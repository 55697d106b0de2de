import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { renderPreview, summaryOf } from '../../src/cli/render/preview.ts';
import { PreviewMaker } from '../../src/storage/previews/create-preview.ts';
import { writePng } from '../../src/storage/previews/png.ts';
import type { Preview } from '../../src/storage/previews/preview.ts';

const none = new Uint8Array();
const previewOf = async (value: unknown): Promise<Preview> =>
  (await new PreviewMaker().whole(value, value instanceof Uint8Array ? value : none))!;

const seen = (preview: Preview, width = 80): string =>
  `\n${stripVTControlCharacters(renderPreview(preview, { width, colors: false }))}\n`;
const shown = async (value: unknown, width?: number): Promise<string> => seen(await previewOf(value), width);

const machines = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: i,
    day: new Date(Date.UTC(2026, 10, 1 + (i % 30))),
    machine: `M-${i % 4}`,
    temperature: i % 10 === 0 ? null : ((i * 37) % 1000) / 7,
    ok: i % 3 > 0,
  }));

describe('rendering of previews', () => {
  test('renders a table with statistics and rows', async () => {
    expect(await shown(machines(1200))).toMatchInlineSnapshot(`
      "
      table  1 200 rows × 5 columns

                              nulls  different  range
        id           integer         all        0 … 1 199                █████████▃
        day          date                       2026-11-01 … 2026-11-30  ▆▆▆▆▆▆▆▆█▄
        machine      text            4          M-0 … M-3                M-0 25 %
        temperature  number   10 %   ≈ 910      0.1429 … 142.7           █████████
        ok           boolean         2                                   true 67 %

        id  day         machine  temperature  ok
         0  2026-11-01  M-0                   false
         1  2026-11-02  M-1          5.28571  true
         2  2026-11-03  M-2          10.5714  true
         3  2026-11-04  M-3          15.8571  false
         4  2026-11-05  M-0          21.1429  true
         5  2026-11-06  M-1          26.4286  true
         6  2026-11-07  M-2          31.7143  false
         7  2026-11-08  M-3               37  true
         8  2026-11-09  M-0          42.2857  true
         9  2026-11-10  M-1          47.5714  false
        … 1 190 more
      "
    `);
  });

  test('fits a large table into 44 columns, and says that the statistics are estimates', async () => {
    expect(await shown(machines(100_000), 44)).toMatchInlineSnapshot(`
      "
      table  100 000 rows × 5 columns

                              range
        id           integer  0 … 99 967               ██████▁
        day          date     2026-11-01 … 2026-11-30  ▆▆▆▆▇▆▇▇█▄
        machine      text     M-0 … M-3                M-2 25 %
        temperature  number   0.1429 … 142.7           ████████▇
        ok           boolean                           true 67 %

        id  day         machine  temperature
         0  2026-11-01  M-0
         1  2026-11-02  M-1          5.28571
         2  2026-11-03  M-2          10.5714
         3  2026-11-04  M-3          15.8571
         4  2026-11-05  M-0          21.1429
         5  2026-11-06  M-1          26.4286
         6  2026-11-07  M-2          31.7143
         7  2026-11-08  M-3               37
         8  2026-11-09  M-0          42.2857
         9  2026-11-10  M-1          47.5714
        … 99 990 more, 1 column not shown here

        These figures are about 1 562 of them, one in 64.
      "
    `);
  });

  test('counts the columns that do not fit', async () => {
    const row = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`column${i}`, i]));
    expect((await shown([row, row])).split('\n').slice(-8).join('\n')).toMatchInlineSnapshot(`
      "  column59  integer  1          59     59 100 %
        … 70 more columns; --json has what is known

        column0  column1  column2  column3  column4  column5  column6  column7
              0        1        2        3        4        5        6        7
              0        1        2        3        4        5        6        7
        … 52 columns not shown here
      "
    `);
  });

  test('renders lists of numbers and of mixed values', async () => {
    expect(await shown(Array.from({ length: 500 }, (_, i) => Math.floor(i ** 1.5) / 10))).toMatchInlineSnapshot(`
      "
      list  500 items
        0
        0.1
        0.2
        0.5
        0.8
        1.1
        1.4
        1.8
        2.2
        2.7
        … 490 more

                different  range      mean
        number  all        0 … 1 115  446.1 ± 335  █▅▄▄▄▃▃▃▃▃▃▃▃▃▃▃▃▁
      "
    `);
    expect(await shown([[1, 2], 'a "text"', { a: 1 }, new Map([['k', 1]]), null])).toMatchInlineSnapshot(`
      "
      list  5 items
        [1, 2]
        "a \\"text\\""
        { a: 1 }
        map { k: 1 }
        null
      "
    `);
    expect(await shown([])).toMatchInlineSnapshot(`
      "
      list  0 items
      "
    `);
  });

  test('renders an object as a tree', async () => {
    const value = {
      auc: 0.93,
      report: { rows: machines(12), title: 'a title that is long enough to need a line of its own, surely' },
      seen: new Set(['a', 'b']),
      weights: new Float32Array(40).fill(0.5),
      nothing: {},
      at: new Date(0),
    };
    expect(await shown(value)).toMatchInlineSnapshot(`
      "
      object  6 fields
        auc      0.93
        report   object of 2
          rows   list of 12
            { id: 0, day: 2026-11-01T00:00:00.000Z, machine: "M-0", … }
            { id: 1, day: 2026-11-02T00:00:00.000Z, machine: "M-1", … }
            { id: 2, day: 2026-11-03T00:00:00.000Z, machine: "M-2", … }
            { id: 3, day: 2026-11-04T00:00:00.000Z, machine: "M-3", … }
            … 8 more
          title  "a title that is long enough to need a line of its own, surely"
        seen     set { "a", "b" }
        weights  Float32Array of 40 [0.5, 0.5, 0.5, 0.5, 0.5, …]
        nothing  {}
        at       1970-01-01T00:00:00.000Z
      "
    `);
    expect(await shown(42n)).toMatchInlineSnapshot(`
      "
      bigint  42
      "
    `);
  });

  test('renders tensors with statistics', async () => {
    const data = Float32Array.from({ length: 600 }, (_, i) => Math.sin(i / 9) ** 3);
    data[3] = Number.NaN;
    expect(await shown({ shape: [20, 30], data })).toMatchInlineSnapshot(`
      "
      tensor  Float32 20 × 30
        -1 … 1  mean 0.01944 ± 0.5563  ▅▂▂▂▂▂▃██▃▂▂▂▂▃▅  1 not finite
        0, 0.0013633, 0.0107059, NaN, 0.0794828, 0.14671, 0.236453, 0.345502, 0.46796…
      "
    `);
    expect(await shown(new Float64Array(100_000).fill(1.5))).toMatchInlineSnapshot(`
      "
      tensor  Float64 100 000
        1.5
        1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, …
        These figures are about 33 334 of 100 000 numbers.
      "
    `);
  });

  test('renders text and bytes', async () => {
    expect(await shown(`one\n\ttwo\n${'long '.repeat(30)}\n${'more\n'.repeat(40)}`, 60)).toMatchInlineSnapshot(`
      "
      text  360 characters, 43 lines
        one
          two
        long long long long long long long long long long long lo…
        more
        more
        more
        more
        more
        more
        more
        more
        more
        …
      "
    `);
    expect(await shown('short')).toMatchInlineSnapshot(`
      "
      text  5 characters, 1 line
        short
      "
    `);
    expect(await shown(Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 256))).toMatchInlineSnapshot(`
      "
      bytes  300 B
        00 07 0e 15 1c 23 2a 31 38 3f 46 4d 54 5b 62 69  ·····#*18?FMT[bi
        70 77 7e 85 8c 93 9a a1 a8 af b6 bd c4 cb d2 d9  pw~·············
        e0 e7 ee f5 fc 03 0a 11 18 1f 26 2d 34 3b 42 49  ··········&-4;BI
        50 57 5e 65 6c 73 7a 81 88 8f 96 9d a4 ab b2 b9  PW^elsz·········
      "
    `);
    expect(await shown(new Uint8Array(Buffer.from('id,name\n1,a\n')))).toMatchInlineSnapshot(`
      "
      bytes  12 B, text
        id,name
        1,a
      "
    `);
  });

  test('renders a folder with its largest files', () => {
    const maker = new PreviewMaker();
    for (let i = 0; i < 30; i++) maker.file(`images/${i}.png`, 1000 * i);
    for (const name of ['LICENSE', 'labels.csv']) maker.file(name, 11_000);
    expect(seen(maker.head(none)(1)!)).toMatchInlineSnapshot(`
      "
      files  32 files, 457 kB
        .png          30 files  435 kB
        no extension  1 file    11 kB
        .csv          1 file    11 kB

        the largest
        29 kB  images/29.png
        28 kB  images/28.png
        27 kB  images/27.png
        26 kB  images/26.png
        25 kB  images/25.png
        24 kB  images/24.png
        23 kB  images/23.png
        22 kB  images/22.png
        21 kB  images/21.png
        20 kB  images/20.png
        … and 22 smaller ones
      "
    `);
  });

  test('renders the pixels of an image only in color', async () => {
    const image = await previewOf(writePng({ width: 2, height: 3, rgb: Uint8Array.from({ length: 18 }, (_, i) => i) }));
    expect(seen(image)).toMatchInlineSnapshot(`
      "
      image  2 × 3 PNG, 77 B
      "
    `);
    const lines = renderPreview(image, { width: 80, colors: true }).split('\n');
    expect(lines.slice(1)).toEqual([
      '  \u001b[38;2;0;1;2m\u001b[48;2;6;7;8m▀\u001b[38;2;3;4;5m\u001b[48;2;9;10;11m▀\u001b[0m',
      '  \u001b[38;2;12;13;14m▀\u001b[38;2;15;16;17m▀\u001b[0m',
    ]);
  });
});

it('rendering of previews escapes control characters', async () => {
  const evil = '\u001b[2J\u001b]0;title\u0007\u202e\r';
  for (const value of [
    evil,
    [evil],
    { [evil]: evil, more: [{ [evil]: evil }] },
    [{ [evil]: evil }],
    new Map([[evil, evil]]),
  ]) {
    const text = renderPreview(await previewOf(value), { width: 80, colors: false });
    // oxlint-disable-next-line no-control-regex -- the point is to find them
    expect(stripVTControlCharacters(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).not.toContain('\u001b[2J');
  }
});

it('rendering of previews keeps lines within the width', async () => {
  const wide = '漢字'.repeat(30);
  for (const value of [
    machines(3000),
    [{ [wide]: wide }],
    wide,
    { a: { b: [wide, wide] } },
    new Float64Array(50),
    [wide],
  ]) {
    for (const width of [60, 80, 120]) {
      const lines = seen(await previewOf(value), width).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  }
});

test.each([
  [machines(1200), '1 200 × 5 table'],
  [[1, 2], 'list of 2'],
  ['a\nb', '2 lines of text'],
  [{ a: 1, b: 2 }, 'object of 2'],
  [5, '5'],
  [new Float32Array(3), 'Float32 3'],
  [new Uint8Array(Buffer.from('PAR1\0')), 'Parquet'],
  [new Uint8Array(3), 'bytes'],
])('rendering of previews: the summary of value %#', async (value, words) => {
  expect(summaryOf(await previewOf(value))).toBe(words);
});
