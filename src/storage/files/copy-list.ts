import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { copiesIn } from './copies.ts';

/** A copy of a file or a folder on this machine, whole. */
export interface Copy {
  readonly path: string;
  /** Relative to all copies. */
  readonly key: string;
  /** When it was last asked for, in milliseconds since the epoch. */
  readonly used: number;
  /** Bytes that it takes, each file by its number on the disk: other copies may have the same. */
  readonly files: ReadonlyMap<number, number>;
}

/** All copies in a home, without those that are only being made. */
export async function listCopies(home: string): Promise<Copy[]> {
  const root = copiesIn(home);
  const copies: Copy[] = [];
  for (const kind of ['files', 'programs']) {
    // `files/files/ab/…`: keys begin with a project, and copies belong to none.
    for (const entry of await entriesIn(path.join(root, kind), true)) {
      if (entry.isFile()) copies.push(await copyAt(root, path.join(entry.parentPath, entry.name)));
    }
  }
  for (const entry of await entriesIn(path.join(root, 'folders'), false)) {
    if (entry.isDirectory()) copies.push(await copyAt(root, path.join(entry.parentPath, entry.name)));
  }
  return copies.filter(({ key }) => !key.endsWith('.partial'));
}

/** Gives the copies to remove, the least recently used first, so that the rest takes no more than `most` bytes. */
export function copiesBeyond(copies: readonly Copy[], most: number): { readonly copy: Copy; readonly frees: number }[] {
  const holders = new Map<number, number>();
  let total = 0;
  for (const { files } of copies) {
    for (const [file, size] of files) {
      if (!holders.has(file)) total += size;
      holders.set(file, (holders.get(file) ?? 0) + 1);
    }
  }
  const beyond: { copy: Copy; frees: number }[] = [];
  for (const copy of copies.toSorted((a, b) => a.used - b.used)) {
    if (total <= most) break;
    let frees = 0;
    for (const [file, size] of copy.files) {
      holders.set(file, holders.get(file)! - 1);
      if (holders.get(file) === 0) frees += size;
    }
    total -= frees;
    beyond.push({ copy, frees });
  }
  return beyond;
}

async function copyAt(root: string, at: string): Promise<Copy> {
  const { ctimeMs } = await lstat(at);
  const files = new Map<number, number>();
  for (const file of [at, ...(await entriesIn(at, true)).map(({ parentPath, name }) => path.join(parentPath, name))]) {
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile()) files.set(found.ino, found.size);
  }
  return { path: at, key: path.relative(root, at).split(path.sep).join('/'), used: ctimeMs, files };
}

/** None where there is no such folder. */
const entriesIn = (folder: string, recursive: boolean): Promise<Dirent[]> =>
  readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
