import { existsSync, readFileSync } from 'node:fs';
import { join, isAbsolute, posix } from 'node:path';
import { packageName } from '../own-package.ts';
import { usedByClew, type Outside } from './package.ts';
import { type Package, packageNamed, packageOf, splitSpecifier } from '../packages.ts';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'rolldown';
import { messageOf } from '../../errors.ts';
import type { SourceFile } from '../program-layout.ts';
import { isJavaScript } from '../candidates.ts';
import { isPath } from '../resolve.ts';
import { bundlerMissing, notBundled } from '../errors.ts';
import { type Facade, facadeOf } from './facade.ts';
import type { Imported } from './imported.ts';

export interface Bundled {
  /** Paths are relative to the project's root. */
  readonly files: readonly SourceFile[];
  readonly outside: readonly Outside[];
  /** The installed files that they were made from: absolute paths. */
  readonly sources: readonly string[];
}

type Made = Pick<Bundled, 'files' | 'sources'>;
type Found = Imported & { readonly file: string };
const hasFile = (one: Imported): one is Found => one.file !== undefined;

/** Installed packages as few files that need no others, but for what can't be bundled: that is named. */
export async function bundle(imported: readonly Imported[], root: string): Promise<Bundled> {
  const outside = new Map<string, Outside>();
  for (const { name, pack } of imported) leaveOut(name, pack, whyOutside(name, pack), outside);
  for (;;) {
    const inside = imported.filter(hasFile).filter(({ name }) => !outside.has(name));
    const made = inside.length === 0 ? { files: [], sources: [] } : await build(inside, root, outside);
    if (made) return { ...made, outside: [...outside.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }
}

function leaveOut(
  name: string,
  pack: Package | undefined,
  why: string | undefined,
  into: Map<string, Outside>,
): boolean {
  if (why === undefined) return false;
  into.set(name, { name, version: pack?.version ?? null, why });
  return true;
}

/** Undefined where a package turned out to need its own files: it has to be made again without it. */
async function build(
  imported: readonly Found[],
  root: string,
  outside: Map<string, Outside>,
): Promise<Made | undefined> {
  const code = imported.filter(({ file }) => isJavaScript(file));
  const data = imported.filter(({ file }) => !isJavaScript(file));
  const facades = new Map<string, Facade>();
  for (const one of code) facades.set(nameOf(one), await facadeOf(one.file, nameOf(one)));
  const files: SourceFile[] = [...manifests(imported), ...data.map(asItIs)];
  const sources = data.map(({ file }) => file);
  if (code.length === 0) return { files, sources };
  const { rolldown } = await load(code);
  const moved = new Set<string>();
  try {
    const made = await rolldown({
      cwd: root,
      input: Object.fromEntries([...facades].map(([name, { id }]) => [name, id])),
      platform: 'node',
      preserveEntrySignatures: 'strict',
      // An optional package that isn't installed is missed where the code is loaded, as it is here.
      onLog: () => undefined,
      transform: { target: 'node22.15' },
      plugins: [entries(facades), leavesOut(outside, moved)],
    });
    const { output } = await made.generate({
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'node_modules/.clew/[name]-[hash].mjs',
      comments: { legal: true, annotation: false, jsdoc: false },
    });
    await made.close();
    if (moved.size > 0) return undefined;
    for (const one of output) {
      if (one.type !== 'chunk') continue;
      files.push({ path: one.fileName, source: one.code });
      sources.push(...one.moduleIds.filter((id) => isAbsolute(id)));
    }
    return { files, sources };
  } catch (error) {
    const names = [...new Set(code.map(({ name }) => name))];
    throw notBundled(names, messageOf(error).split('\n').slice(0, 3).join(' '), error);
  }
}

async function load(code: readonly Imported[]): Promise<typeof import('rolldown')> {
  try {
    return await import('rolldown');
  } catch (error) {
    throw bundlerMissing([...new Set(code.map(({ name }) => name))], error);
  }
}

/** The file of an entry, without its extension. */
const nameOf = (one: Imported): string => posix.join(folderOf(one), one.inside || 'index');
const folderOf = ({ at, name }: Imported): string => posix.join(at, 'node_modules', name);

const asItIs = (one: Found): SourceFile => ({
  path: posix.join(folderOf(one), one.inside),
  source: readFileSync(one.file).toString(isJson(one.file) ? 'utf8' : 'base64'),
});
const isJson = (file: string): boolean => file.endsWith('.json');

/** Gives the manifests that say what `name` and `name/inside` lead to. */
function manifests(imported: readonly Found[]): SourceFile[] {
  return Object.entries(Object.groupBy(imported, folderOf)).map(([folder, some]) => {
    const { name, pack } = some![0]!;
    const exports = some!.map(({ inside, file }) => {
      const target = isJavaScript(file) ? `${inside || 'index'}.mjs` : inside;
      return [inside === '' ? '.' : `./${inside}`, `./${target}`];
    });
    const manifest = { name, version: pack.version, type: 'module', exports: Object.fromEntries(exports) };
    return { path: posix.join(folder, 'package.json'), source: JSON.stringify(manifest) };
  });
}

function entries(facades: ReadonlyMap<string, Facade>): Plugin {
  const texts = new Map([...facades.values()].map(({ id, code }) => [id, code]));
  return {
    name: 'clew:entries',
    resolveId: (source) => (texts.get(source) === undefined ? undefined : source),
    load: (id) => texts.get(id),
  };
}

/** Gives a plugin by which what isn't bundled is imported by its name, as its importer does. */
function leavesOut(outside: Map<string, Outside>, moved: Set<string>): Plugin {
  return {
    name: 'clew:outside',
    resolveId(source, importer) {
      if (importer === undefined || isPath(source) || source.startsWith('\0') || isBuiltin(source)) return undefined;
      const [name] = splitSpecifier(source);
      if (outside.has(name)) return { id: source, external: true };
      const pack = packageNamed(name, importer);
      return leaveOut(name, pack, whyOutside(name, pack), outside) ? { id: source, external: true } : undefined;
    },
    load(id) {
      if (!id.endsWith('.node')) return undefined;
      return found(id, '') ? 'export {}' : undefined;
    },
    transform(code, id) {
      found(id, code);
      return undefined;
    },
  };

  function found(file: string, code: string): boolean {
    const why = file.startsWith('\0') ? undefined : whyNotMoved(file, code);
    const pack = why === undefined ? undefined : packageOf(file);
    if (pack?.name === undefined) return false;
    moved.add(pack.name);
    return leaveOut(pack.name, pack, why, outside);
  }
}

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
