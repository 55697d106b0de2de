import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { randomUUID } from 'node:crypto';
import { kindOf } from './candidates.ts';
import { packageName } from './own.ts';
import { packageOf } from './packages.ts';
import { bytesOf } from './read.ts';

/** Code that is to be loaded as it was, whatever the project holds by now. */
export interface TreeParts {
  /** Paths as in a manifest: relative to the project's root, with `/`. */
  readonly files: readonly { readonly path: string; readonly source: string }[];
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
export function layOut({ files: given, packages, folder, root: project }: TreeParts): string {
  const root = realpathSync(project);
  const files = given.map(({ path, source }) => ({ path: posix.normalize(path), source }));
  const depth = Math.max(0, ...files.map(({ path }) => path.split('/').filter((part) => part === '..').length));
  const above = depth === 0 ? [] : root.split(sep).slice(-depth);
  mkdirSync(folder, { recursive: true });
  const top = realpathSync(folder);
  const stands = join(top, ...above);
  for (const { path, source } of files) writeOnce(join(stands, path), bytesOf(source));
  const folders = new Set(files.flatMap(({ path }) => foldersTo(top, dirname(join(stands, path)))));
  closeOff(top, root);
  const linked = linkOwnPackages(files, top, stands, packages);
  for (const at of folders)
    linkInstalled(at, resolve(root, relative(stands, at)), root, [...packages, packageName], linked);
  return stands;
}

/** All folders from one down to another. */
function foldersTo(top: string, folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== top && dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** Where the code had neither of them, the project's are not to count now. */
function closeOff(top: string, root: string): void {
  const names =
    packageOf(join(root, 'a file'))?.name === packageName ? ['tsconfig.json'] : ['package.json', 'tsconfig.json'];
  for (const name of names) {
    if (kindOf(join(top, name)) === undefined) writeOnce(join(top, name), Buffer.from('{}'));
  }
}

/** Packages of a workspace are imported by name: here, the name leads to their code as it was. */
function linkOwnPackages(
  files: TreeParts['files'],
  top: string,
  stands: string,
  installed: readonly string[],
): Set<string> {
  const linked = new Set<string>();
  for (const { path, source } of files) {
    if (posix.basename(path) !== 'package.json') continue;
    const { name } = JSON.parse(source) as { name?: unknown };
    if (typeof name !== 'string' || name === '' || installed.includes(name)) continue;
    link(join(top, 'node_modules', name), dirname(join(stands, path)));
    linked.add(name);
  }
  return linked;
}

/** What is installed above the project's root is found on the way up; what is installed elsewhere is not. */
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

function link(path: string, target: string): void {
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
