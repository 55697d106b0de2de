import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SpecifierKind } from './analysis/summary.ts';
import { fileFor, isTypeScript } from './candidates.ts';
import { isInNodeModules, isOwnFile, packageName } from './own-package.ts';
import { type Package, importsOf, packageNamed, packageOf, pathsIn, splitSpecifier } from './packages.ts';
import { firstResolution, realPathOf } from './snapshot.ts';
import { tsconfigOf } from './tsconfig.ts';

/** The target that an import stands for. */
export type Resolved =
  | { readonly kind: 'file'; readonly file: string }
  | {
      readonly kind: 'package';
      readonly name: string;
      readonly pack: Package | undefined;
      /** The file that the package's `exports` name, or null for none; absent if it has no `exports`. */
      readonly file?: string | null;
    }
  /** Node's own modules and Clew. */
  | { readonly kind: 'given' }
  | { readonly kind: 'missing'; readonly name: string | undefined };

/**
 * Gives the project file that a specifier means by TypeScript's rules: relative, absolute, or by `paths` of the
 * tsconfig.json. Links are followed. Undefined if the specifier means a package, or nothing. The first answer holds for
 * as long as the process lives, whatever is deleted or created: a task's identity depends on it.
 */
export function projectFile(specifier: string, importer: string): string | undefined {
  return firstResolution(specifier, importer, () => findProjectFile(specifier, importer));
}

function findProjectFile(specifier: string, importer: string): string | undefined {
  const fromTypeScript = isTypeScript(importer);
  if (isPath(specifier)) {
    const path = specifier.startsWith('file:') ? pathOfUrl(specifier) : withoutQuery(specifier);
    return path === undefined ? undefined : fileFor(resolve(dirname(importer), path), fromTypeScript);
  }
  if (!fromTypeScript || isBuiltin(specifier) || specifier.startsWith('#')) return undefined;
  const candidates = tsconfigOf(importer).candidates?.(specifier) ?? [];
  for (const candidate of candidates) {
    const file = fileFor(candidate, true);
    if (file !== undefined) return file;
  }
  return undefined;
}

/**
 * Gives the module that an import of a user's file stands for, without asking Node. `require` has conditions of its
 * own.
 */
export function resolveImport(specifier: string, importer: string, kind: SpecifierKind = 'import'): Resolved {
  if (isBuiltin(specifier) || /^(data|https?):/.test(specifier)) return { kind: 'given' };
  const file = projectFile(specifier, importer);
  if (file !== undefined) return asFile(file);
  if (isPath(specifier)) return { kind: 'missing', name: undefined };
  if (specifier.startsWith('#')) return resolveInternal(specifier, importer, kind);
  return resolvePackage(specifier, importer, kind);
}

function resolvePackage(specifier: string, importer: string, kind: SpecifierKind): Resolved {
  const [name, inside] = splitSpecifier(specifier);
  if (name === packageName) return { kind: 'given' };
  const pack = packageNamed(name, importer);
  if (!pack) return { kind: 'missing', name };
  // A linked package (a workspace, `npm link`) is code that people edit: its files count, not its version.
  if (isInNodeModules(pack.folder)) {
    if (pack.exports === undefined) return { kind: 'package', name, pack };
    return { kind: 'package', name, pack, file: pathsIn(pack, inside, kind)[0] ?? null };
  }
  return firstFile(pathsIn(pack, inside, kind)) ?? { kind: 'missing', name };
}

function resolveInternal(specifier: string, importer: string, kind: SpecifierKind): Resolved {
  const pack = packageOf(importer);
  for (const target of pack ? importsOf(pack, specifier, kind) : []) {
    if (!target.startsWith('./')) return isBuiltin(target) ? { kind: 'given' } : resolvePackage(target, importer, kind);
    const found = firstFile([resolve(pack!.folder, target)]);
    if (found) return found;
  }
  return { kind: 'missing', name: undefined };
}

function firstFile(paths: readonly string[]): Resolved | undefined {
  for (const path of paths) {
    const file = fileFor(path, false);
    if (file !== undefined) return asFile(file);
  }
  return undefined;
}

function asFile(path: string): Resolved {
  const file = realPathOf(path);
  if (isOwnFile(file)) return { kind: 'given' };
  if (!isInNodeModules(file)) return { kind: 'file', file };
  const pack = packageOf(file);
  return { kind: 'package', name: pack?.name ?? file, pack };
}

export function isPath(specifier: string): boolean {
  return (
    /^\.{0,2}\//.test(specifier) ||
    /^\.{1,2}$/.test(specifier) ||
    specifier.startsWith('file:') ||
    isAbsolute(specifier)
  );
}

/** The path of a `file:` address without its query; undefined for any other. */
export function pathOfUrl(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const bare = new URL(url);
  bare.search = '';
  bare.hash = '';
  return fileURLToPath(bare);
}

const withoutQuery = (path: string): string => path.replace(/[?#].*$/, '');
