import { realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { packageName } from './own.ts';
import { packageOf } from './packages.ts';

/** A file of a program. */
export interface SourceFile {
  /** As in a manifest: relative to the project's root, with `/`. */
  readonly path: string;
  /** Base64 of what is no text. */
  readonly source: string;
}

/** A program as it lies in a folder of its own. All paths are relative to that folder, with `/`. */
export interface Arrangement {
  /** What stands for the project's root; empty where that is the folder itself. */
  readonly project: string;
  readonly files: readonly SourceFile[];
  /** Packages of a workspace are imported by name: the name leads to their code. */
  readonly links: readonly (readonly [name: string, folder: string])[];
}

/**
 * Files as they lie in their project, those above its root included.
 * `installed` are packages whose names lead to somewhere else.
 */
export function arrange(given: readonly SourceFile[], root: string, installed: readonly string[]): Arrangement {
  const files = given.map(({ path, source }) => ({ path: posix.normalize(path), source }));
  const depth = Math.max(0, ...files.map(({ path }) => path.split('/').filter((part) => part === '..').length));
  const real = realpathSync(root);
  const project = depth === 0 ? '' : real.split(sep).slice(-depth).join('/');
  const placed = files.map(({ path, source }) => ({ path: posix.join(project, path), source }));
  return { project, files: [...placed, ...closing(placed, real)], links: [...ownPackages(placed, installed)] };
}

/** Where the code had neither of them, those around the folder are not to count. */
function closing(files: readonly SourceFile[], root: string): SourceFile[] {
  const names =
    packageOf(join(root, 'a file'))?.name === packageName ? ['tsconfig.json'] : ['package.json', 'tsconfig.json'];
  const known = new Set(files.map(({ path }) => path));
  return names.filter((name) => !known.has(name)).map((path) => ({ path, source: '{}' }));
}

function* ownPackages(files: readonly SourceFile[], installed: readonly string[]): Generator<[string, string]> {
  for (const { path, source } of files) {
    if (posix.basename(path) !== 'package.json') continue;
    const { name } = JSON.parse(source) as { name?: unknown };
    if (typeof name === 'string' && name !== '' && !installed.includes(name)) yield [name, posix.dirname(path)];
  }
}
