import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { isTypeScript } from './candidates.ts';
import { isUserFile, ownRequire } from './own-package.ts';
import { readModule, textOf } from './read.ts';
import { projectFile } from './resolve.ts';

/**
 * An ES module that stands for a CommonJS one and requires it. Most versions of Node give CommonJS that comes from a hook
 * a `require` that hooks don't reach; asked for by a real `require`, it gets a real one.
 */
export function facadeFor(file: string, code: string): string {
  const names = [...exportedNames(file, code)].filter((name) => name !== 'default' && name !== 'module.exports');
  return [
    `import { createRequire } from 'node:module';`,
    `const exported = createRequire(import.meta.url)(${JSON.stringify(file)});`,
    `export default exported;`,
    ...names.map((name, index) => `const name${index} = exported?.[${JSON.stringify(name)}];`),
    `export { ${names.map((name, index) => `name${index} as ${JSON.stringify(name)}`).join(', ')} };`,
  ].join('\n');
}

type Lexer = typeof import('cjs-module-lexer');

/** Gives the names that Node would find in the text of a CommonJS module, including its re-exports. */
function exportedNames(file: string, code: string, seen = new Set([file])): Set<string> {
  // Loaded here and not above: few programs import CommonJS of their own.
  const { initSync, parse } = ownRequire('cjs-module-lexer') as Lexer;
  initSync();
  const names = new Set<string>();
  try {
    const { exports, reexports } = parse(code);
    for (const name of exports) names.add(name);
    for (const specifier of reexports) {
      const target = projectFile(specifier, file) ?? createRequire(file).resolve(specifier);
      if (seen.has(target) || !isScript(target)) continue;
      for (const name of exportedNames(target, scriptIn(target), seen.add(target))) names.add(name);
    }
  } catch {
    // Node itself reports the error in better words when the file runs.
  }
  return names;
}

const isScript = (file: string): boolean => ['.js', '.cjs'].includes(extname(file)) || isTypeScript(file);

function scriptIn(file: string): string {
  if (!isUserFile(file)) return readFileSync(file, 'utf8');
  const { code, source } = readModule(file);
  return code ?? textOf(source);
}
