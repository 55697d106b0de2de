import { bare } from './bare.ts';
import type { Entry } from './cache.ts';
import { lex } from './imports.ts';
import { type TransformSettings, reprint, transform } from './transform.ts';

/** The transformer puts parentheses around some comments together with what they are about. */
const wrapped = /\(\s*\/[/*]/;

/** What is to know of one TypeScript file; what counts of it is the JavaScript that comes out. */
export function compile(file: string, source: string, settings: TransformSettings): Entry {
  const goal = settings.module ? 'module' : 'either';
  const { code, map } = transform(file, source, settings);
  const plain = bare(code, goal);
  const { identity } = wrapped.test(code) ? bare(reprint(file, plain.code, settings.module), goal) : plain;
  const { esm, ...lexed } = lex(plain.code);
  return { code: `${code}\n${map}\n`, identity, ...lexed, esm: settings.module || esm };
}
