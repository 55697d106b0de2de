import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { globExpression } from '../../src/values/glob.ts';

const matches = (pattern: string, path: string): boolean => globExpression(pattern).test(path);

describe('glob patterns', () => {
  it.each([
    ['{src/*.ts,lib/**}', ['src/a.ts', 'lib/a', 'lib/b/c.js'], ['src/b/a.ts', 'lib', 'a.ts']],
    ['data/{a,{b,c}/d}.csv', ['data/a.csv', 'data/b/d.csv', 'data/c/d.csv'], ['data/b.csv', 'data/d.csv']],
    ['data/**/*.csv', ['data/a.csv', 'data/b/c/a.csv'], ['a.csv', 'data/a.json']],
    ['a.b+c(1)$^|[x]\\', ['a.b+c(1)$^|[x]\\'], ['aXb+c(1)$^|[x]\\']],
    ['{a,b', ['{a,b'], ['a', 'b']],
    ['a}', ['a}'], ['a']],
    ['?.txt', ['a.txt'], ['ab.txt', '/.txt']],
  ])('match the right paths: %s', (pattern, some, others) => {
    expect(some.filter((path) => !matches(pattern, path))).toEqual([]);
    expect(others.filter((path) => matches(pattern, path))).toEqual([]);
  });

  it('without braces match as in Node', () => {
    const sequences = (parts: readonly string[], length: number): string[] =>
      length === 0
        ? parts.slice()
        : [...parts, ...parts.flatMap((part) => sequences(parts, length - 1).map((rest) => `${part}/${rest}`))];
    const paths = sequences(['a', 'b', 'ab'], 2);
    for (const pattern of sequences(['a', '*', '?', '**', 'a*', '*b'], 2)) {
      const expected = paths.filter((path) => matchesGlob(path, pattern));
      expect({ pattern, paths: paths.filter((path) => matches(pattern, path)) }).toEqual({ pattern, paths: expected });
    }
  });
});
