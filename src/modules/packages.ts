import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveExports, resolveImports, type PathConditions, type PathConditionsMap } from 'resolve-pkg-maps';
import type { SpecifierKind } from './analysis/summary.ts';
import { kindOf } from './candidates.ts';
import { addedConditions } from './conditions.ts';
import { packageName } from './own-package.ts';

/** A package.json, as much of it as finding a module needs. */
export interface Package {
  /** Links followed. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The package's type; undefined if it doesn't say: then each file's syntax decides. */
  readonly type: 'module' | 'commonjs' | undefined;
  readonly main: string | undefined;
  readonly exports: PathConditions | undefined;
  readonly imports: PathConditionsMap | undefined;
  /** The names of the packages that it can't do without. */
  readonly needs: readonly string[];
}

/** The parts of a package.json that name the packages it needs. */
interface Needs {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const conditionsOf = (kind: SpecifierKind): string[] => [
  'node',
  kind === 'require' ? 'require' : 'import',
  'module-sync',
  'node-addons',
  ...addedConditions,
];
const read = new Map<string, Package | undefined>();
const stores = new Map<string, readonly string[]>();

/** The package.json in a folder; undefined when there is none. */
export function packageIn(folder: string): Package | undefined {
  if (!read.has(folder)) read.set(folder, readPackage(folder));
  return read.get(folder);
}

function readPackage(folder: string): Package | undefined {
  try {
    const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Partial<Package> & Needs;
    return {
      folder: realpathSync(folder),
      name: json.name,
      version: json.version,
      type: json.type === 'module' || json.type === 'commonjs' ? json.type : undefined,
      main: json.main,
      exports: json.exports,
      imports: json.imports,
      needs: needsIn(json),
    };
  } catch {
    return undefined;
  }
}

function needsIn({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Needs): string[] {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(dependencies ?? {}), ...peers].filter(
    (name) => !Object.hasOwn(optionalDependencies ?? {}, name),
  );
}

/** The package that a file belongs to. */
export function packageOf(file: string): Package | undefined {
  for (const folder of upwards(dirname(file))) {
    const found = packageIn(folder);
    if (found) return found;
  }
  return undefined;
}

/** The package of that name as a file sees it: itself, or the nearest node_modules. */
export function packageNamed(name: string, file: string): Package | undefined {
  const own = packageOf(file);
  if (own?.name === name && own.exports !== undefined) return own;
  for (const store of storesOf(dirname(file))) {
    const found = packageIn(join(store, name));
    if (found) return found;
  }
  return undefined;
}

/** The folders of installed packages that a folder sees, the nearest first. Asked once for each: most hold none. */
function storesOf(folder: string): readonly string[] {
  let known = stores.get(folder);
  if (!known) {
    const above = dirname(folder) === folder ? [] : storesOf(dirname(folder));
    const own = join(folder, 'node_modules');
    stores.set(folder, (known = kindOf(own) === 'folder' ? [own, ...above] : above));
  }
  return known;
}

/** The paths that `name/inside` may mean by the package's own word. */
export function pathsIn(pack: Package, inside: string, kind: SpecifierKind = 'import'): string[] {
  if (pack.exports === undefined) return [join(pack.folder, inside || pack.main || 'index.js')];
  return attempt(() => resolveExports(pack.exports!, inside, conditionsOf(kind))).map((path) =>
    join(pack.folder, path),
  );
}

/** Gives what `#name` means in a package: relative paths, or names of other packages. */
export function importsOf(pack: Package, specifier: string, kind: SpecifierKind = 'import'): string[] {
  return pack.imports ? attempt(() => resolveImports(pack.imports!, specifier, conditionsOf(kind))) : [];
}

/** `@scope/name/inside/of` in two: the package and the path in it. */
export function splitSpecifier(specifier: string): [name: string, inside: string] {
  const parts = specifier.split('/');
  const own = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, own).join('/'), parts.slice(own).join('/')];
}

export function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function attempt(resolve: () => string[]): string[] {
  try {
    return resolve();
  } catch {
    return [];
  }
}

const needs = new Map<string, readonly Package[]>();

/**
 * The installed packages that one can't do without, however far down: each may change what it does. Types do nothing,
 * and optional ones are mostly builds for one platform: a colleague's machine has others.
 */
export function* neededBy(pack: Package): Generator<Package> {
  const seen = new Map([[pack.folder, pack]]);
  // A map hands out what is added while it is walked.
  for (const at of seen.values()) {
    if (at !== pack) yield at;
    for (const needed of needsOf(at)) if (!seen.has(needed.folder)) seen.set(needed.folder, needed);
  }
}

function needsOf(pack: Package): readonly Package[] {
  let known = needs.get(pack.folder);
  if (!known) {
    const names = pack.needs.filter((name) => name !== packageName && !name.startsWith('@types/'));
    known = names.flatMap((name) => packageNamed(name, join(pack.folder, 'package.json')) ?? []);
    needs.set(pack.folder, known);
  }
  return known;
}
