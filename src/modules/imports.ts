import { parse } from 'es-module-lexer/js';
import { type ImportRecord, onlyAsked } from './asked.ts';
import { isJavaScript, isTypeScript } from './candidates.ts';

/** What some JavaScript says about itself. */
export interface Lexed {
  /** Each specifier once, as it is written: static imports, dynamic ones, `require` and the address of a worker as literals. */
  readonly imports: readonly string[];
  /** Those of them that are there for the inputs of tasks alone. */
  readonly asked: readonly string[];
  /** Whether it can only be an ES module. */
  readonly esm: boolean;
}

/** Code that is started by its address. Any other file that is named so is data, and counts no more than what `fs` reads. */
const addresses = /\bnew\s+URL\s*\(\s*(["'])(\.{1,2}\/[^"'\n\\]+)\1\s*,\s*import\.meta\.url\s*\)/g;
const requires = /\brequire\s*\(\s*(["'])([^"'\n\\]+)\1\s*\)/g;
const commonjs = /\brequire\s*\(|\bmodule\.exports\b|\bexports\.|\b__dirname\b|\b__filename\b/;

const isCode = (specifier: string): boolean => isTypeScript(specifier) || isJavaScript(specifier);

export function lex(javascript: string): Lexed {
  const statements: ImportRecord[] = [];
  const others = new Set<string>();
  let hasSyntax = false;
  try {
    const [imports, , , syntax] = parse(javascript);
    hasSyntax = syntax;
    for (const record of imports) {
      if (record.type === 'dynamic' && record.glob) continue;
      if (!record.specifier) continue;
      if (record.type === 'static') statements.push(record);
      else others.add(record.specifier);
    }
  } catch {
    // JavaScript that Node itself will refuse, in better words, when it loads it.
  }
  // One in a text only makes the closure larger than it has to be.
  for (const [, , specifier] of javascript.matchAll(requires)) others.add(specifier!);
  for (const [, , specifier] of javascript.matchAll(addresses)) if (isCode(specifier!)) others.add(specifier!);
  const imports = [...new Set([...statements.map(({ specifier }) => specifier), ...others])];
  const asked = onlyAsked(javascript, statements).filter((specifier) => !others.has(specifier));
  return { imports, asked, esm: hasSyntax || !commonjs.test(javascript) };
}
