import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageName } from '../own-package.ts';
import { usedByClew } from './package.ts';
import { type Package, packageNamed } from '../packages.ts';

interface Manifest {
  readonly gypfile?: boolean;
  readonly os?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (folder: string): Manifest => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
};

/** Clew and the user's code have to have the same ones; every image has them. */
const shared = new Set([packageName, 'reflect-metadata', 'typedi', '@aws-sdk/client-s3']);
/** Taken by Clew from where the user has installed it. */
const found = 'apache-arrow';

/** They load what was compiled for one platform. */
const loaders = ['bindings', 'node-gyp-build', 'prebuild-install', '@mapbox/node-pre-gyp', 'node-addon-api'];

/** Why a package is never bundled, in words; undefined where it may be. */
export function whyOutside(name: string, pack: Package | undefined): string | undefined {
  if (shared.has(name)) return usedByClew;
  if (name === found) return 'Clew looks for it as well';
  return pack && isNative(pack.folder) ? 'it has native code' : undefined;
}

function isNative(folder: string): boolean {
  const { gypfile, os, dependencies = {}, optionalDependencies = {} } = read(folder);
  if (gypfile || os !== undefined || existsSync(join(folder, 'binding.gyp'))) return true;
  if (loaders.some((name) => dependencies[name] !== undefined)) return true;
  // Jobs run on Linux: a part for another platform alone is no part of what they need.
  return Object.keys(optionalDependencies).some((name) => /\blinux\b/.test(name) || isForLinux(name, folder));
}

function isForLinux(name: string, folder: string): boolean {
  const part = packageNamed(name, join(folder, 'package.json'));
  return part !== undefined && (read(part.folder).os?.includes('linux') ?? false);
}

/**
 * Tells why a module can't be bundled: what it looks for beside itself wouldn't be there. Undefined where it can be.
 */
export function whyNotMoved(file: string, code: string): string | undefined {
  if (file.endsWith('.node')) return 'it has native code';
  const looks =
    /\b__(?:dirname|filename)\b|\bnew URL\s*\([^)]*\bimport\.meta\.url|\bimport\.meta\.(?:dirname|filename)\b/;
  return looks.test(code) ? 'it reads files beside its own' : undefined;
}
