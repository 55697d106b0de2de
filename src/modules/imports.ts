import { parse } from 'es-module-lexer/js';
import { type ImportRecord, onlyAsked } from './asked.ts';

/** What some JavaScript says about itself. */
export interface Lexed {
  /** Each specifier once, as it is written: static imports, dynamic ones and `require` with a literal. */
  readonly imports: readonly string[];
  /** Those of them that are there for the inputs of tasks alone. */
  readonly asked: readonly string[];
  /** Whether it can only be an ES module. */
  readonly esm: boolean;
}

const requires = /\brequire\s*\(\s*(["'])([^"'\n\\]+)\1\s*\)/g;
const commonjs = /\brequire\s*\(|\bmodule\.exports\b|\bexports\.|\b__dirname\b|\b__filename\b/;

export function lex(javascript: string): Lexed {
  const found = new Set<string>();
  const statements: ImportRecord[] = [];
  const others = new Set<string>();
  let hasSyntax = false;
  try {
    const [imports, , , syntax] = parse(javascript);
    hasSyntax = syntax;
    for (const record of imports) {
      if (record.type === 'dynamic' && record.glob) continue;
      if (!record.specifier) continue;
      found.add(record.specifier);
      if (record.type === 'static') statements.push(record);
      else others.add(record.specifier);
    }
  } catch {
    // JavaScript that Node itself will refuse, in better words, when it loads it.
  }
  // One in a comment only makes the closure larger than it has to be.
  for (const [, , specifier] of javascript.matchAll(requires)) found.add(specifier!);
  const asked = onlyAsked(javascript, statements).filter((specifier) => !others.has(specifier));
  return { imports: [...found], asked, esm: hasSyntax || !commonjs.test(javascript) };
}
