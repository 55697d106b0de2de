import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'es-module-lexer/js';
import { packageOf } from '../packages.ts';

/** A module that a bundle is entered by. */
export interface Facade {
  /** A file, or the id of a module that is not on disk. */
  readonly id: string;
  /** The text of the latter. */
  readonly code?: string;
}

/** An ES module is its own facade. CommonJS gets one that exports the names that Node finds in it. */
export async function facadeOf(file: string, name: string): Promise<Facade> {
  if (isModule(file)) return { id: file };
  const names = await namesIn(file);
  const lines = [
    `import exported from ${JSON.stringify(file)};`,
    'export default exported;',
    ...names.map((one, i) => `const name${i} = exported?.[${JSON.stringify(one)}];`),
    `export { ${names.map((one, i) => `name${i} as ${JSON.stringify(one)}`).join(', ')} };`,
  ];
  return { id: `\0clew:${name}.mjs`, code: lines.join('\n') };
}

/** By Node's rules. */
function isModule(file: string): boolean {
  const extension = extname(file);
  if (extension === '.mjs') return true;
  if (extension === '.cjs') return false;
  if (packageOf(file)?.type === 'module') return true;
  try {
    return parse(readFileSync(file, 'utf8'))[3];
  } catch {
    return false;
  }
}

/** Only Node itself can tell all of them; the program that is sent has most likely loaded it already. */
async function namesIn(file: string): Promise<string[]> {
  try {
    const names = Object.keys((await import(pathToFileURL(file).href)) as object);
    return names.filter((name) => name !== 'default' && name !== 'module.exports');
  } catch {
    // It is loaded under a condition that isn't met here.
    return [];
  }
}
