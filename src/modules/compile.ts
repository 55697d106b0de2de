import { bare } from './code-identity.ts';
import type { Entry } from './cache.ts';
import { describe } from './imports.ts';
import { type TransformSettings, reprint, transform } from './transform.ts';

/** The transformer puts parentheses around some comments together with what they are about. */
const wrapped = /\(\s*\/[/*]/;

/** `import x = require('y')`, which comes out as a call of `require`: an ES module has none of its own. */
const importsByRequire = /\bimport\s+[\w$]+\s*=\s*require\s*\(/;

/** Compiles one TypeScript file, and gives what is to know of it; what counts is the JavaScript that comes out. */
export function compile(file: string, source: string, settings: TransformSettings): Entry {
  const goal = settings.module ? 'module' : 'either';
  const read = (withRequire: boolean) => {
    const { code, map } = transform(file, source, settings, withRequire);
    return { code, map, plain: bare(code, goal) };
  };
  let { code, map, plain } = read(false);
  const isModule = settings.module || describe(code, plain.parsed).esm;
  if (isModule && importsByRequire.test(source)) ({ code, map, plain } = read(true));
  const printed = wrapped.test(code) ? bare(reprint(file, plain.code, settings.module), goal) : undefined;
  const { esm, ...described } = describe(code, plain.parsed, printed?.parsed);
  const { identity } = printed ?? plain;
  return { code: `${code}\n${map}\n`, identity, ...described, esm: settings.module || esm };
}
