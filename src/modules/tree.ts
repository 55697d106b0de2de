import { realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { arrange, type SourceFile } from './arrange.ts';
import { kindOf } from './candidates.ts';
import { lay, link } from './lay.ts';
import { packageName } from './own.ts';

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
