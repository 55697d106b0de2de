import { statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** What a JavaScript extension may stand for in TypeScript, best first. */
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const implied = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

const typescript = new Set(['.ts', '.tsx', '.mts', '.cts']);
const javascript = new Set(['.js', '.mjs', '.cjs', '.jsx']);

export function isTypeScript(file: string): boolean {
  return typescript.has(extname(file)) && !/\.d\.[mc]?ts$/.test(file);
}

export function isJavaScript(file: string): boolean {
  return javascript.has(extname(file));
}

/**
 * The file that a path in an import stands for, by the rules of TypeScript's `bundler` mode: `.js` means `.ts`,
 * extensions may be left out, a folder means its index. From JavaScript, a file that is there by its own name comes first.
 */
export function fileFor(path: string, fromTypeScript: boolean): string | undefined {
  const extension = extname(path);
  const written = (sources[extension] ?? []).map((source) => path.slice(0, -extension.length) + source);
  const asIs = fromTypeScript ? [...written, path] : [path, ...written];
  return asIs.find(isFile) ?? implied.map((end) => path + end).find(isFile) ?? indexOf(path);
}

function indexOf(folder: string): string | undefined {
  if (kindOf(folder) !== 'folder') return undefined;
  return implied.map((end) => join(folder, `index${end}`)).find(isFile);
}

const isFile = (path: string): boolean => kindOf(path) === 'file';

export function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined;
}
