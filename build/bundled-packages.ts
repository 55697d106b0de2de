import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A package whose code is part of the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The licence that its package.json names, as SPDX calls it; undefined if it names none. */
  readonly license: string | undefined;
  readonly folder: string;
  /** Comments in its modules that speak of a copyright. */
  readonly notices: readonly string[];
  /** The key of the package in package-lock.json, such as `node_modules/diff`. */
  readonly path: string;
}

/** Finds the packages that the bundle's modules come from, sorted by name. */
export function findBundledPackages(modules: readonly string[], nodeModules = 'node_modules'): BundledPackage[] {
  const installed = realpathSync(nodeModules);
  const versions = new Map<string, string | undefined>();
  for (const id of modules) {
    const [, packageFolder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
    if (id.startsWith('\0')) versions.set(...parseHelper(id));
    else if (packageFolder) versions.set(relative(installed, packageFolder), undefined);
  }
  return [...versions.keys()].sort().map((path) => {
    const folder = join(installed, path);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    return {
      name: String(about['name']),
      version: versions.get(path) ?? String(about['version']),
      license: typeof about['license'] === 'string' ? about['license'] : undefined,
      folder,
      notices: findNotices(modules.filter((id) => id.startsWith(`${folder}/`))),
      path: `node_modules/${path}`,
    };
  });
}

/** Finds the comments that name an owner: code that a package has taken from elsewhere. The bundler drops comments. */
function findNotices(files: readonly string[]): string[] {
  const comments = files.flatMap((file) => readFileSync(file, 'utf8').match(/\/\*[^]*?\*\//g) ?? []);
  return [...new Set(comments.filter((comment) => /copyright|@licen[cs]e/i.test(comment)))].sort();
}

/** Gives the package of a helper that the bundler adds: its own, or oxc's in the version that the bundler contains. */
function parseHelper(id: string): [name: string, version: string | undefined] {
  if (id.startsWith('\0rolldown/')) return ['rolldown', undefined];
  const [, scope, name, version] = /^\0(@[^/+]+)\+([^/@]+)@([^/]+)\//.exec(id) ?? [];
  if (!version) throw new Error(`build/bundled-packages.ts can't tell which package ${JSON.stringify(id)} comes from.`);
  return [`${scope}/${name}`, version];
}
