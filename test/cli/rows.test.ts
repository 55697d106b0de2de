import { describe, expect, test } from 'vitest';
import { namedText } from '../../src/cli/render/rows.ts';

describe('namedText', () => {
  test('wraps lines with and without a name at the same column', () => {
    const words = 'input rows changed: made by Load';
    expect(
      namedText(
        [
          ['inputs', words],
          ['', words],
        ],
        30,
      ),
    ).toBe(
      [
        'inputs  input rows changed:',
        '        made by Load',
        '        input rows changed:',
        '        made by Load',
      ].join('\n'),
    );
  });
});
