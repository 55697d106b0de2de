import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPieces } from '../../src/cli/render/json.ts';

const written = async (document: unknown): Promise<string> => {
  const pieces: string[] = [];
  for await (const piece of jsonPieces(document)) pieces.push(piece);
  return pieces.join('');
};

const odd = fc.constantFrom(undefined, Number.NaN, new Date(0), () => 1, Object('text'), new Map([[1, 2]]), [
  undefined,
]);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), odd, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))), // prettier-ignore
})).value;

describe('JSON output', () => {
  test('a document written in pieces equals JSON.stringify', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        expect(await written(value)).toBe(`${JSON.stringify(value, null, 2) ?? 'null'}\n`);
      }),
    );
  });

  test('control characters are escaped, and parse to the same text', async () => {
    const document = { 'a\u202e': ['\u009b2J', '\u007f', 'plain \u2066'] };
    const text = await written(document);
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(JSON.parse(text)).toEqual(document);
  });

  test('a list is read while it is written, and closed when nobody reads on', async () => {
    let [read, isClosed] = [0, false];
    const rows = async function* (): AsyncGenerator<unknown> {
      try {
        for (;;) yield { row: read++, text: 'x'.repeat(1000) };
      } finally {
        isClosed = true;
      }
    };
    for await (const piece of jsonPieces({ rows: rows() })) {
      expect(piece.length).toBeLessThan(100_000);
      expect(read).toBeLessThan(100);
      break;
    }
    expect(isClosed).toBe(true);
    let count = 0;
    const few = async function* (): AsyncGenerator<number> {
      for (; count < 3; count++) yield count;
    };
    const document = { few: few(), get count() { return count; } }; // prettier-ignore
    expect(JSON.parse(await written(document))).toEqual({ few: [0, 1, 2], count: 3 });
  });
});
