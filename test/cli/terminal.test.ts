import { describe, expect, test } from 'vitest';
import { harmless, harmlessText } from '../../src/values/controls.ts';
import { fit } from '../../src/cli/terminal.ts';

describe('terminal text', () => {
  test.each([
    ['abcd', 4, 'abcd'],
    ['abcde', 4, 'abc…'],
    ['🧵🧵', 4, '🧵🧵'],
    ['🧵🧵🧵', 5, '🧵🧵…'],
    ['🧵🧵🧵', 4, '🧵…'],
    ['ab🧵', 3, 'ab…'],
    ['東京都', 6, '東京都'],
    ['東京都庁', 6, '東京…'],
    ['e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
  ])('%s is cut to %i columns, between characters', (text, width, expected) => {
    expect(fit(text, width)).toBe(expected);
  });

  test.each([
    ['\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
    ['a\u001b[2J\u001b]0;title\u0007b', 'a·[2J·]0;title·b'],
    ['\u009b2J\u0000', '·2J·'],
    ['over\rwritten', 'over·written'],
    ['\u202egnp.exe\u2069', '·gnp.exe·'],
    ['two\r\nlines\n\tindented', 'two\r\nlines\n\tindented'],
  ])('%j becomes %j: only colors and line ends are passed to the terminal', (text, expected) => {
    expect(harmless(text)).toBe(expected);
  });

  test('text in chunks is escaped like whole text, wherever it is split', async () => {
    const text = '\u001b[31mrød\u001b[0m\r\nover\rwritten \u001b[2J \u202etxt 🧵\r';
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) {
      const pieces: string[] = [];
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, at);
        yield bytes.subarray(at);
      };
      for await (const piece of harmlessText(chunks())) pieces.push(piece);
      expect(pieces.join('')).toBe(harmless(text));
    }
  });
});
