import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return realpathSync(folder);
}

/** The folder of Clew's own package. */
export const packageRoot = findRoot();

/** Resolves what Clew itself depends on, wherever the user's project is. */
export const ownRequire = createRequire(join(packageRoot, 'package.json'));

export const packageName = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { name: string })
  .name;

const ownFolders = ['src', 'dist', 'bin'].map((name) => join(packageRoot, name) + sep);

/** Whether the file is part of Clew. Its examples and tests are not: they are written like any user's code. */
export function isOwnFile(file: string): boolean {
  return ownFolders.some((folder) => file.startsWith(folder));
}

export function isInNodeModules(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** Code that a user wrote: on disk, not installed, not Clew's. */
export function isUserFile(file: string): boolean {
  return !isInNodeModules(file) && !isOwnFile(file);
}
