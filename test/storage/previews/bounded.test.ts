import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PreviewMaker } from '../../../src/storage/previews/create-preview.ts';
import { type Preview, maxBytes } from '../../../src/storage/previews/preview.ts';
import { Secrets } from '../../../src/values/secrets.ts';
import { Table } from '../../../src/values/table/table.ts';
import { value } from '../../values/arbitrary.ts';

const none = new Uint8Array();
const sizeOf = (preview: Preview): number => Buffer.byteLength(JSON.stringify(preview));
const isJson = (preview: Preview): void => expect(JSON.parse(JSON.stringify(preview))).toEqual(preview);

/** Names and texts of every length and of characters that take many bytes. */
const long = fc.oneof(
  fc.string({ unit: 'binary', minLength: 0, maxLength: 300 }),
  fc.constantFrom('\u0000'.repeat(5000), '\ud83d'.repeat(300), '漢'.repeat(5000), '"'.repeat(400)),
);

const rows = fc
  .tuple(
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 40 }),
    fc.array(long, { minLength: 1, maxLength: 5 }),
    fc.array(value, { minLength: 1, maxLength: 5 }),
  ) // prettier-ignore
  .map(([columns, count, texts, values]) =>
    Array.from({ length: count }, (_, row) =>
      Object.fromEntries(
        Array.from({ length: columns }, (__, column) => [
          `${texts[column % texts.length]}${column}`,
          (row + column) % 3 === 0 ? values[(row + column) % values.length] : `${texts[row % texts.length]}${row}`,
        ]),
      ),
    ),
  );

describe('previews: size', () => {
  it('is bounded for any value, as plain JSON', async () => {
    const anything = fc.oneof(value, rows, long, fc.array(long, { maxLength: 50 }), fc.dictionary(long, value));
    await fc.assert(
      fc.asyncProperty(anything, async (given) => {
        const preview = (await new PreviewMaker().whole(given, none))!;
        expect(preview).not.toBeNull();
        expect(sizeOf(preview)).toBeLessThanOrEqual(maxBytes);
        isJson(preview);
      }),
      { numRuns: 150 },
    );
  });

  it('is bounded for any stream', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(value), rows), async (list) => {
        const maker = new PreviewMaker();
        for (const item of list) maker.item(item);
        const preview = maker.head(none)(1);
        if (list.length === 0) return;
        expect(sizeOf(preview!)).toBeLessThanOrEqual(maxBytes);
        isJson(preview!);
        // The same as of the list that is all there.
        const whole = await new PreviewMaker().whole(list, none);
        if (preview!.kind === 'list' || preview!.kind === 'table') expect(preview).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('is bounded for bytes, folders and tables with ten thousand columns', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
    expect(sizeOf((await new PreviewMaker().whole(bytes, bytes))!)).toBeLessThanOrEqual(maxBytes);
    const folder = new PreviewMaker();
    for (let i = 0; i < 20_000; i++) folder.file(`${'漢'.repeat(200)}/${i}.kind${i}`, i);
    expect(sizeOf(folder.head(none)(1)!)).toBeLessThanOrEqual(maxBytes);
    const wide = new PreviewMaker();
    wide.part(Table.of(Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`column number ${i}`, [i, -i]]))));
    const table = wide.head(none)(1)!;
    expect(sizeOf(table)).toBeLessThanOrEqual(maxBytes);
    expect(table).toMatchObject({ kind: 'table', rows: 2, width: 10_000 });
  });

  it('is none for a value that throws when it is read', async () => {
    const trap = new Proxy({}, { ownKeys: () => { throw new Error('no'); } }); // prettier-ignore
    expect(await new PreviewMaker().whole(trap, none)).toBeNull();
    const maker = new PreviewMaker();
    maker.item({ get a() { throw new Error('no'); } }); // prettier-ignore
    maker.item({ a: 1 });
    expect(maker.head(none)(1)).toBeNull();
  });
});

describe('previews: secrets', () => {
  const secret = 'hunter2-horse-staple';
  const beginnings = Array.from({ length: secret.length - 5 }, (_, i) => secret.slice(0, i + 6));
  const secrets = Secrets.of({ token: secret, pin: 918_273, day: new Date(918_273_645_000) });

  const shown = async (given: unknown): Promise<string> => {
    const bytes = typeof given === 'string' ? Buffer.from(given) : given instanceof Uint8Array ? given : none;
    const text = JSON.stringify(await new PreviewMaker(secrets).whole(given, bytes));
    return text + Buffer.from(/"head":"([0-9a-f]*)"/.exec(text)?.[1] ?? '', 'hex').toString('latin1');
  };

  it.each([
    ['a text', secret.repeat(1000)],
    ['bytes', Buffer.from(`${'x'.repeat(50)}${secret}`.repeat(100))],
    ['bytes that are no text', Buffer.concat([Buffer.of(0, 1, 2), Buffer.from(secret), Buffer.alloc(100)])],
    ['a name', { [secret]: { [`a ${secret}`]: 1 } }],
    ['a map', new Map<unknown, unknown>([[secret, [secret]], [{ a: secret }, 918_273]])], // prettier-ignore
    ['rows', Array.from({ length: 30 }, (_, i) => ({ a: `${'y'.repeat(i * 4)}${secret}`, pin: 918_273, [secret]: i }))],
    ['numbers', [918_273, 918_273]],
    ['dates', [new Date(918_273_645_000)]],
    ['a tensor', { shape: [3], data: Int32Array.of(918_273, 1, 2) }],
    ['big numbers', { a: 918_273n, b: [918_273n] }],
  ])('are in no preview of %s, not even their beginning', async (_, given) => {
    const text = await shown(given);
    for (const one of [...beginnings, '918273', '1999-02-06T']) expect(text).not.toContain(one);
  });

  it('leave no rest where text is cut', async () => {
    for (let before = 0; before < 130; before++) {
      const text = await shown([
        { a: 'z'.repeat(before) + secret + 'z'.repeat(200) },
        'z'.repeat(before * 40) + secret,
      ]);
      for (const one of beginnings) expect(text).not.toContain(one);
    }
  });
});
