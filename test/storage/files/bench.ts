import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { FolderDriver } from '../../../src/storage/folder.ts';
import type { Finished } from '../../../src/storage/execution.ts';
import { BoundLayer } from '../../../src/storage/layer.ts';
import { type LayerSettings, Layers } from '../../../src/storage/layers.ts';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import type { ArtifactRef } from '../../../src/storage/ref.ts';
import { temporaryFolder } from '../folder.ts';

/** A driver that tells what was put. */
export function listening(driver: StorageDriver, puts: string[]): StorageDriver {
  const heard = (key: string): void => void puts.push(key);
  return new Proxy(driver, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'put' || name === 'putFile') heard(args[0] as string);
        return value.apply(target, args) as unknown;
      };
    },
  });
}

/** A driver without paths on this machine, which tells what was read piece by piece. */
export function remote(driver: StorageDriver, reads: string[]): StorageDriver {
  return new Proxy(driver, {
    get: (target, name) => {
      if (name === 'local' || name === 'putFile') return undefined;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === 'stream') reads.push(args[0] as string);
        return value.apply(target, args) as unknown;
      };
    },
  });
}

/** A project on this machine, of which there may be several with one layer. */
export class Site {
  readonly home: string;
  readonly artifacts: Artifacts;
  #executions = 0;

  constructor(home: string, layer: LayerSettings) {
    this.home = home;
    this.artifacts = new Artifacts(new Layers({ layers: { it: layer }, default: 'it', home }));
  }

  bound(signal?: AbortSignal): BoundLayer {
    const componentRun = `cr-${++this.#executions}`;
    const prefix = `project/task/Make/${componentRun}`;
    return new BoundLayer(this.artifacts, { componentRun, layer: null, prefix, ...(signal && { signal }) });
  }

  keep(value: unknown): Promise<Finished> {
    return this.bound().finish(value);
  }

  read<T>({ output, stored }: Finished, _like?: T): Promise<T> {
    return this.artifacts.read(output, stored) as Promise<T>;
  }

  /** As a task returns it, as the next one gets it. */
  async through<T>(value: T): Promise<T> {
    return this.read<T>(await this.keep(value));
  }
}

export const site = async (layer: LayerSettings): Promise<Site> => new Site(await temporaryFolder(), layer);

export interface FolderSite {
  readonly site: Site;
  readonly driver: FolderDriver;
  readonly puts: string[];
}

export async function folderSite(): Promise<FolderSite> {
  const driver = new FolderDriver(path.join(await temporaryFolder(), 'layer'));
  const puts: string[] = [];
  return { site: await site(listening(driver, puts)), driver, puts };
}

export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files; a name that ends with a slash is an empty folder, one with a `*` a program. */
export async function makeTree(tree: Tree): Promise<string> {
  const root = path.join(await temporaryFolder(), 'tree');
  await mkdir(root);
  for (const [name, content] of Object.entries(tree)) {
    const at = path.join(root, name.replace(/\*$/, ''));
    if (name.endsWith('/')) {
      await mkdir(at, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, content);
    if (name.endsWith('*')) await chmod(at, 0o755);
  }
  return root;
}

/** The other way round. */
export async function readTree(root: string): Promise<Record<string, string>> {
  const tree: [string, string][] = [];
  const go = async (at: string, inside: string): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true });
    if (entries.length === 0 && inside !== '') tree.push([inside, '']);
    for (const entry of entries) {
      const here = path.join(at, entry.name);
      if (entry.isDirectory()) await go(here, `${inside}${entry.name}/`);
      else {
        const program = ((await stat(here)).mode & 0o100) !== 0 ? '*' : '';
        tree.push([`${inside}${entry.name}${program}`, await readFile(here, 'latin1')]);
      }
    }
  };
  await go(root, '');
  return Object.fromEntries(tree.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const refIn = ({ stored }: Finished, codec: string): ArtifactRef => stored.find((ref) => ref.codec === codec)!;
