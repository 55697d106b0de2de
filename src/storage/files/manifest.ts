import type { TaskError } from '../../errors.ts';
import { badFolderList } from './errors.ts';
import type { FolderFile } from './artifact.ts';

/** The content of a folder. */
export interface Manifest {
  /** In the order of their paths. */
  readonly files: readonly FolderFile[];
  /** The folders in it that have nothing in them. */
  readonly empty: readonly string[];
}

type Line = readonly [path: string, size: number, hex: string, mode?: 'x'];

/** By code units: the same order on every machine. */
export const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Equal folders give equal texts. */
export function writeManifest({ files, empty }: Manifest): Uint8Array {
  const lines = files
    .toSorted((a, b) => byPath(a.path, b.path))
    .map(({ path, size, digest, executable }): Line => {
      const hex = digest.slice('sha256:'.length);
      return executable ? [path, size, hex, 'x'] : [path, size, hex];
    });
  const rows = lines.map((line) => JSON.stringify(line)).join(',\n');
  return Buffer.from(`{"files":[\n${rows}\n],"empty":${JSON.stringify(empty.toSorted(byPath))}}\n`);
}

/** Nothing that it gives leads out of the folder, whoever wrote it. `of`: how the folder is called in messages. */
export function readManifest(bytes: Uint8Array, of: string): Manifest {
  const bad = (why: string): TaskError => badFolderList(of, why);
  const { files, empty } = parsed(bytes, bad);
  const taken = new Set<string>();
  const take = (path: unknown): string => {
    if (!isInside(path)) throw bad(`${JSON.stringify(path)} is no path in a folder`);
    if (taken.has(path)) throw bad(`${JSON.stringify(path)} is there twice`);
    taken.add(path);
    return path;
  };
  const manifest = {
    files: files.map((line): FolderFile => {
      const [path, size, hex, mode] = line as unknown as Line;
      if (!Number.isSafeInteger(size) || size < 0 || !/^[0-9a-f]{64}$/.test(hex))
        throw bad(`of ${JSON.stringify(path)} the size or the digest is none`);
      return { path: take(path), size, digest: `sha256:${hex}`, executable: mode === 'x' };
    }),
    empty: empty.map(take),
  };
  for (const path of taken)
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      if (taken.has(path.slice(0, end))) throw bad(`${JSON.stringify(path)} is in what is no folder`);
  return manifest;
}

function parsed(bytes: Uint8Array, bad: (why: string) => TaskError): { files: unknown[][]; empty: unknown[] } {
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw bad('it is no JSON');
  }
  const { files, empty } = (list ?? {}) as { files?: unknown; empty?: unknown };
  if (!Array.isArray(files) || !files.every(Array.isArray) || !Array.isArray(empty))
    throw bad('parts of it are missing');
  return { files: files as unknown[][], empty };
}

/** A relative path of names, on whatever system it is laid out. */
function isInside(path: unknown): path is string {
  if (typeof path !== 'string' || path.includes('\0')) return false;
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  // There, a backslash goes a level deeper, and `C:` and `name:stream` are no names.
  return process.platform !== 'win32' || !/[\\:]/.test(path);
}
