import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Holds what a module of the package gives: a name that comes or goes is a decision. `file`: from the repository's root. */
export function exportsOf(
  file: string,
  module: object,
  { values, types }: { readonly values: readonly string[]; readonly types: readonly string[] },
): void {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const named = (pattern: RegExp): string[] =>
    Array.from(source.matchAll(pattern), (match) => match[1]!.split(',').map((name) => name.trim()))
      .flat()
      .filter((name) => name !== '')
      .toSorted();

  describe(`package exports: ${file}`, () => {
    it('exports these values', () => {
      expect(Object.keys(module).toSorted()).toEqual(values);
      expect(named(/^export \{([^}]*)\}/gm)).toEqual(values);
    });

    it('exports these types', () => {
      expect(named(/^export type \{([^}]*)\}/gm)).toEqual(types);
    });

    it('has only named exports, each under its own name', () => {
      expect(source).not.toMatch(/export \*|export default| as /);
    });
  });
}
