import { bare } from './code-identity.ts';
import type { Entry } from './cache.ts';
import { namesOf } from './analysis/scope.ts';
import type { Parsed } from './analysis/syntax.ts';
import { describe } from './imports.ts';
import { type TransformSettings, reprint, transform } from './transform.ts';

/** The transformer puts parentheses around some comments together with what they are about. */
const wrapped = /\(\s*\/[/*]/;

/** The beginning of what may be `import x = require('y')`. */
const importsByRequire = /\bimport\b[^=;]*=/;

/** Compiles one TypeScript file, and gives what is to know of it; what counts is the JavaScript that comes out. */
export function compile(file: string, source: string, settings: TransformSettings): Entry {
  const goal = settings.module ? 'module' : 'either';
  const read = (withRequire: boolean) => {
    const { code, map } = transform(file, source, settings, withRequire);
    return { code, map, plain: bare(code, goal) };
  };
  let { code, map, plain } = read(false);
  const isModule = settings.module || describe(code, plain.parsed).esm;
  if (isModule && importsByRequire.test(source) && bindsByRequire(plain.parsed)) ({ code, map, plain } = read(true));
  const printed = wrapped.test(code) ? bare(reprint(file, plain.code, settings.module), goal) : undefined;
  const { esm, ...described } = describe(code, plain.parsed, printed?.parsed);
  const { identity } = printed ?? plain;
  return { code: `${code}\n${map}\n`, identity, ...described, esm: settings.module || esm };
}

/** Tells whether a module binds a name to `require('y')` and has no `require` of its own, as `import =` comes out. */
function bindsByRequire(parsed: Parsed | undefined): boolean {
  if (!parsed?.text.includes('require')) return false;
  const { globals } = namesOf(parsed.program);
  return parsed.program.body.some((statement) => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'VariableDeclaration') return false;
    const [{ init } = {}] = node.declarations;
    return init?.type === 'CallExpression' && globals.get(init.callee.start) === 'require';
  });
}
