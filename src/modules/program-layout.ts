import {
  realpathSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep, posix } from 'node:path';
import { kindOf } from './candidates.ts';
import { packageName } from './own-package.ts';
import { packageOf } from './packages.ts';
import { randomUUID } from 'node:crypto';
import { bytesOf } from './read.ts';

/** Code that is to be loaded as it was, whatever the project holds by now. */
export interface TreeParts {
  readonly files: readonly SourceFile[];
  /** The installed packages that it imports. */
  readonly packages: readonly string[];
  /** Somewhere in the project, so that its packages are found, and for these very files alone. */
  readonly folder: string;
  /** The project's root. */
  readonly root: string;
}

/**
 * Writes files into a folder as they lie in their project and gives the folder that stands for the project's root. What
 * is there already is used; several processes may do the same at once.
 */
export function layOut({ files, packages, folder, root: project }: TreeParts): string {
  const root = realpathSync(project);
  const arranged = arrange(files, root, packages);
  const top = lay(arranged, folder);
  const stands = join(top, arranged.project);
  const own = new Set(arranged.links.map(([name]) => name));
  const folders = new Set(files.flatMap(({ path }) => foldersTo(top, dirname(join(stands, path)))));
  for (const at of folders)
    linkInstalled(at, resolve(root, relative(stands, at)), root, [...packages, packageName], own);
  return stands;
}

/** All folders from one down to another. */
function foldersTo(top: string, folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== top && dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** Links what is installed elsewhere: what is installed above the project's root is found on the way up. */
function linkInstalled(
  at: string,
  real: string,
  root: string,
  packages: readonly string[],
  but: ReadonlySet<string>,
): void {
  const modules = join(real, 'node_modules');
  const isAbove = root === real || root.startsWith(real.endsWith(sep) ? real : real + sep);
  if (isAbove || kindOf(modules) !== 'folder') return;
  for (const name of packages) {
    if (!but.has(name) && kindOf(join(modules, name)) === 'folder')
      link(join(at, 'node_modules', name), join(modules, name));
  }
}

/** A file of a program. */
export interface SourceFile {
  /** As in a manifest: relative to the project's root, with `/`. */
  readonly path: string;
  /** Base64 of what is no text. */
  readonly source: string;
}

/** A program as it lies in a folder of its own. All paths are relative to that folder, with `/`. */
export interface Arrangement {
  /** The folder that stands for the project's root; empty where that is the folder itself. */
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

/** Writes a program into a folder, and gives the folder. What is there already is used; several processes may do the same at once. */
export function lay({ files, links }: Arrangement, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const top = realpathSync(folder);
  for (const { path, source } of files) writeOnce(join(top, path), bytesOf(source));
  for (const [name, target] of links) link(join(top, 'node_modules', name), join(top, target));
  return top;
}

function writeOnce(file: string, bytes: Uint8Array): void {
  if (isThere(file, bytes)) return;
  const draft = `${file}.${randomUUID()}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    // Nobody is to edit it: that would be another code than the one that ran.
    writeFileSync(draft, bytes, { mode: 0o444 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function isThere(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

export function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      return symlinkSync(target, path, 'junction');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (readlinkSync(path) === target) return;
    // The project was moved since.
    rmSync(path, { force: true });
  }
}
