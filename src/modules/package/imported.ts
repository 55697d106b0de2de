import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileFor, isTypeScript, kindOf } from '../candidates.ts';
import { pathIn } from '../task-code.ts';
import { type Package, packageNamed, pathsIn, splitSpecifier, upwards } from '../packages.ts';
import { readModule } from '../read.ts';
import { resolveImport } from '../resolve.ts';

/** A module of an installed package that the project imports. */
export interface Imported {
  readonly name: string;
  /** The path in the package as it is imported; empty for the package itself. */
  readonly inside: string;
  readonly pack: Package;
  /** Undefined where its own settings lead nowhere. */
  readonly file: string | undefined;
  /** The folder whose `node_modules` it is found in, relative to the project's root. */
  readonly at: string;
}

/** Every module of installed packages that these files of the project import, each once. */
export function importedBy(files: readonly string[], root: string): Imported[] {
  const found = new Map<string, Imported>();
  for (const file of files) {
    for (const specifier of readModule(file).imports) {
      const one = lookUp(specifier, file, root);
      if (one) found.set(`${one.at} ${one.name} ${one.inside}`, one);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function lookUp(specifier: string, file: string, root: string): Imported | undefined {
  // What the transformer adds is Clew's.
  if (isBuiltin(specifier) || (isTypeScript(file) && specifier.startsWith('@oxc-project/runtime/'))) return undefined;
  const resolved = resolveImport(specifier, file);
  if (resolved.kind !== 'package') return undefined;
  const [name, inside] = splitSpecifier(specifier);
  const pack = packageNamed(name, file) ?? resolved.pack;
  const target =
    pack &&
    pathsIn(pack, inside)
      .map((path) => fileFor(path, false))
      .find((path) => path !== undefined);
  if (!pack) return undefined;
  return { name, inside, pack, file: target, at: placeOf(name, file, root) };
}

function placeOf(name: string, file: string, root: string): string {
  const folder = [...upwards(dirname(file))].find((at) => kindOf(join(at, 'node_modules', name)) === 'folder');
  return folder === undefined || isAbove(folder, root) ? '' : pathIn(resolve(root), folder);
}

/** Tells whether a folder is the project's root or above it: what is installed there is found from everywhere in it. */
const isAbove = (folder: string, root: string): boolean => {
  const way = relative(folder, root);
  return way === '' || !way.split(sep).includes('..');
};
