import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownRequire, packageName } from '../own.ts';
import { type Package, packageNamed } from '../packages.ts';

interface Manifest {
  readonly gypfile?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = (folder: string): Manifest => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
};

/** Clew and the user's code have to have the same ones, not equal ones. */
const shared = new Set([packageName, ...namesIn(ownRequire('./package.json') as Manifest)]);

/** They load what was compiled for one platform. */
const loaders = ['bindings', 'node-gyp-build', 'prebuild-install', '@mapbox/node-pre-gyp', 'node-addon-api'];

/** Why a package is never bundled, in words; undefined where it may be. */
export function whyOutside(name: string, pack: Package | undefined): string | undefined {
  if (shared.has(name)) return 'Clew uses it too';
  return pack && isNative(pack.folder) ? 'it has native code' : undefined;
}

function isNative(folder: string): boolean {
  const manifest = read(folder);
  if (manifest.gypfile || existsSync(join(folder, 'binding.gyp')) || isOfOnePlatform(manifest)) return true;
  if (loaders.some((name) => manifest.dependencies?.[name] !== undefined)) return true;
  const parts = Object.keys(manifest.optionalDependencies ?? {}).map((name) =>
    packageNamed(name, join(folder, 'package.json')),
  );
  return parts.some((part) => part !== undefined && isOfOnePlatform(read(part.folder)));
}

const isOfOnePlatform = ({ os, cpu }: Manifest): boolean => os !== undefined || cpu !== undefined;

function namesIn({ dependencies, peerDependencies }: Manifest): string[] {
  return [...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})];
}

/** What a module looks for beside itself isn't there when it is bundled. */
export function whyNotMoved(file: string, code: string): string | undefined {
  if (file.endsWith('.node')) return 'it has native code';
  const looks =
    /\b__(?:dirname|filename)\b|\bnew URL\s*\([^)]*\bimport\.meta\.url|\bimport\.meta\.(?:dirname|filename)\b/;
  return looks.test(code) ? 'it reads files beside its own' : undefined;
}
