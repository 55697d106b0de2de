import { expect, test } from 'vitest';
import { fit, harmless } from '../../src/cli/terminal.ts';

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

test.each([
  ['\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
  ['a\u001b[2J\u001b]0;title\u0007b', 'a·[2J·]0;title·b'],
  ['\u009b2J\u0000', '·2J·'],
  ['over\rwritten', 'over·written'],
  ['two\r\nlines\n\tindented', 'two\r\nlines\n\tindented'],
])('%j comes out as %j: colours and ends of lines are all that a terminal obeys', (text, expected) => {
  expect(harmless(text)).toBe(expected);
});
