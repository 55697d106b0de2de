import { readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { hasText } from './snapshot.ts';

/** The extensions that a JavaScript one may stand for in TypeScript, best first. */
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
 * Gives the file that a path in an import stands for, by the rules of TypeScript's `bundler` mode: `.js` means `.ts`,
 * extensions may be left out, a folder means the main of its package.json, else its index. From JavaScript, a file that
 * is there by its own name comes first.
 */
export function fileFor(path: string, fromTypeScript: boolean): string | undefined {
  const extension = extname(path);
  const written = (sources[extension] ?? []).map((source) => path.slice(0, -extension.length) + source);
  const asIs = fromTypeScript ? [...written, path] : [path, ...written];
  return asIs.find(isFile) ?? implied.map((end) => path + end).find(isFile) ?? indexOf(path, fromTypeScript);
}

function indexOf(folder: string, fromTypeScript: boolean): string | undefined {
  if (kindOf(folder) !== 'folder') return undefined;
  const main = mainOf(join(folder, 'package.json'));
  const path = main === undefined ? folder : join(folder, main);
  const named = path === folder || relative(path, folder) === '' ? undefined : fileFor(path, fromTypeScript);
  return named ?? implied.map((end) => join(folder, `index${end}`)).find(isFile);
}

function mainOf(file: string): string | undefined {
  if (!isFile(file)) return undefined;
  try {
    const { main } = JSON.parse(readFileSync(file, 'utf8')) as { main?: unknown };
    return typeof main === 'string' ? main : undefined;
  } catch {
    return undefined;
  }
}

const isFile = (path: string): boolean => kindOf(path) === 'file';

/**
 * Tells what is at a path; undefined for nothing. A file whose text this process has counts as there even after it is
 * deleted.
 */
export function kindOf(path: string): 'file' | 'folder' | undefined {
  if (hasText(path)) return 'file';
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'folder' : undefined;
}
