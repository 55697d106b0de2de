import { describe, expect, test } from 'vitest';
import { asciiOf } from '../../src/cli/render/ascii.ts';
import { sparkline } from '../../src/cli/render/sparkline.ts';
import { wrap } from '../../src/cli/render/wrap.ts';

describe('sparkline and wrap', () => {
  test('sparkline() renders numbers as a chart of one line', () => {
    expect(sparkline([1, 2, 3])).toBe('▁▅█');
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([2, 2, 2])).toBe('▅▅▅');
    expect(sparkline([1, null, Number.NaN, 2])).toBe('▁  █');
    expect(sparkline([null])).toBe(' ');
    expect(sparkline([])).toBe('');
    expect(sparkline([-1e308, 1e308])).toHaveLength(2);
    expect(sparkline([0, 0, 10, 10, 20, 20], 3)).toBe('▁▅█');
    expect(asciiOf(sparkline([0, 1, 2, 3, 4, 5, 6, 7]))).toBe('_.-~=+*#');
  });

  test('wrap() breaks lines between words, and never within a word', () => {
    expect(wrap('  one two three four', 12, '  ')).toBe('  one two\n    three\n    four');
    expect(wrap('a cr-0t3p1e4y93n58mp b', 8)).toBe('a\ncr-0t3p1e4y93n58mp\nb');
    expect(wrap('name  \u001b[1mbold\u001b[22m  next', 11)).toBe('name  \u001b[1mbold\u001b[22m\nnext');
    expect(wrap('short', 40)).toBe('short');
  });
});
