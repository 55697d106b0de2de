import { expect, test } from 'vitest';
import { namedText } from '../../src/cli/render/rows.ts';

test('what is said of a name, and below it without one, breaks at the same place', () => {
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
    ['inputs  input rows changed:', '        made by Load', '        input rows changed:', '        made by Load'].join(
      '\n',
    ),
  );
});
