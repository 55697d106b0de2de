import { expect, test } from 'vitest';
import { fit } from '../../src/cli/terminal.ts';

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
])('%s is cut to %i columns, and no character in the middle', (text, width, expected) => {
  expect(fit(text, width)).toBe(expected);
});
