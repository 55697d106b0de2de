import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines, unified } from '../../src/values/line-diff.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 }).map((lines) => lines.join('\n'));

/** The obvious way: how many lines the longest common subsequence leaves over. */
function fewestEdits(a: readonly string[], b: readonly string[]): number {
  const table = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      table[i]![j] = a[i] === b[j] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1));
    }
  }
  return a.length + b.length - 2 * at(a.length - 1, b.length - 1);
}

test('one text and its difference give the other, by as few edits as can be', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const found = diffLines(before, after, 1000);
      expect(found).toHaveLength(before === after ? 0 : 1);
      if (before === after) return;
      const [{ lines }] = found as [(typeof found)[number]];
      const side = (sign: string): string =>
        lines.flatMap((line) => (line.sign === sign ? [] : [line.text])).join('\n');
      expect([side('+'), side('-')]).toEqual([before, after]);
      const edits = lines.filter(({ sign }) => sign !== ' ').length;
      expect(edits).toBe(fewestEdits(before.split('\n'), after.split('\n')));
    }),
  );
});

test('as diff -u writes it', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  const after = before.with(2, 'third').toSpliced(15, 1).toSpliced(17, 0, 'new');
  expect(unified(diffLines(before.join('\n'), after.join('\n'), 1))).toBe(
    ['@@ -2,3 +2,3 @@', ' line 2', '-line 3', '+third', ' line 4', '@@ -15,5 +15,5 @@', ' line 15', '-line 16',
     ' line 17', ' line 18', '+new', ' line 19'].join('\n'), // prettier-ignore
  );
});

test('texts that have nothing in common are replaced, however long', () => {
  const lines = (name: string): string => Array.from({ length: 5000 }, (_, i) => `${name} ${i}`).join('\n');
  const [hunk] = diffLines(lines('a'), lines('b'));
  expect(hunk!.lines).toHaveLength(10_000);
});
