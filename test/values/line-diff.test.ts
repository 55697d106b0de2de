import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/values/line-diff.ts';

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

describe('diff of lines', () => {
  test('turns one text into the other by few edits', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [head, ...lines] = unifiedDiff(before, after, 1000).split('\n');
        expect(head === '').toBe(before === after);
        if (before === after) return;
        const side = (sign: string): string[] => lines.flatMap((line) => (line[0] === sign ? [] : [line.slice(1)]));
        const [old, fresh] = [side('+'), side('-')];
        expect([old.join('\n'), fresh.join('\n')]).toEqual([before, after]);
        expect(head).toBe(`@@ -1,${old.length} +1,${fresh.length} @@`);
        const edits = lines.filter((line) => line[0] !== ' ').length;
        expect(edits).toBe(fewestEdits(before.split('\n'), after.split('\n')));
      }),
    );
  });

  test('is printed as by diff -u', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
    const after = before.with(2, 'third').toSpliced(15, 1).toSpliced(17, 0, 'new');
    expect(unifiedDiff(before.join('\n'), after.join('\n'), 1)).toBe(
      ['@@ -2,3 +2,3 @@', ' line 2', '-line 3', '+third', ' line 4', '@@ -15,5 +15,5 @@', ' line 15', '-line 16',
     ' line 17', ' line 18', '+new', ' line 19'].join('\n'), // prettier-ignore
    );
  });

  test('replaces texts that have too little in common, however long', () => {
    const lines = (name: string): string[] => Array.from({ length: 20_000 }, (_, i) => `${name} ${i}`);
    const [a, b] = [lines('a'), lines('b')];
    const whole = unifiedDiff(a.join('\n'), b.join('\n')).split('\n');
    expect(whole).toEqual(['@@ -1,20000 +1,20000 @@', ...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)]);
    const around = unifiedDiff(['x', 'y', ...a, 'z'].join('\n'), ['x', 'y', ...b, 'z'].join('\n'), 1).split('\n');
    expect(around).toEqual(['@@ -2,20002 +2,20002 @@', ' y', ...whole.slice(1), ' z']);
  });

  test('shows inserted lines only, however many', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    const found = unifiedDiff(
      lines.join('\n'),
      lines.toSpliced(3, 0, ...lines.map((line) => `new ${line}`)).join('\n'),
    );
    expect(found.split('\n').slice(0, 5)).toEqual([
      '@@ -1,6 +1,20006 @@',
      ' line 0',
      ' line 1',
      ' line 2',
      '+new line 0',
    ]);
    expect(found.split('\n').at(-1)).toBe(' line 5');
  });

  test('distinguishes line endings and a final newline', () => {
    expect(unifiedDiff('a\nb', 'a\nb\n')).toBe('@@ -1,2 +1,3 @@\n a\n b\n+');
    expect(unifiedDiff('', 'a')).toBe('@@ -1,1 +1,1 @@\n-\n+a');
    expect(unifiedDiff('a\r\nb', 'a\nb')).toBe('@@ -1,2 +1,2 @@\n-a\r\n+a\n b');
  });
});
