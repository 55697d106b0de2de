import { type Hash, createHash } from 'node:crypto';
import type { BigIntStats, Dirent, Stats } from 'node:fs';
import type { FileKind } from './dependencies.ts';
import { type DigestCache, type FileStamp, stampOf } from './digest-cache.ts';
import { originalFs } from './original-fs.ts';

export const absent = 'absent';
/** The content of a folder. */
export const folder = 'folder';
/** The state of a path that exists but may not be read. */
export const unreadable = 'unreadable';
/** The target of a path that isn't a link. */
export const noLink = 'none';

/** A way to look at a single path. */
export type PathKind = Exclude<FileKind, 'glob' | 'cwd'>;

/** Gives the state of a path as it is on disk now. */
export function fileState(kind: PathKind, path: string, digests: DigestCache): string {
  try {
    if (kind === 'content') return contentState(path, digests);
    if (kind === 'list') return listState(originalFs.readdirSync(path, { withFileTypes: true }));
    if (kind === 'link') return linkState(path);
    const stat = originalFs.statSync(path);
    return kind === 'exists' ? existsState(stat) : statState(stat);
  } catch (error) {
    return errorState(error);
  }
}

/** Gives the state that an error in reading reveals. */
export function errorState(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
  return code === 'EISDIR' ? folder : unreadable;
}

export const existsState = (stat: Stats | BigIntStats): string => (stat.isDirectory() ? folder : 'file');

export const statState = (stat: Stats | BigIntStats): string => (stat.isDirectory() ? folder : `file:${stat.size}`);

/** Come and go without being anybody's data. */
const unlisted = new Set(['.clew', '.git', 'node_modules']);

/** Names with their kinds: a file that becomes a folder is another one. */
export function listState(entries: readonly Pick<Dirent, 'name' | 'isDirectory'>[]): string {
  const listed = entries.filter(({ name }) => !unlisted.has(name));
  const names = listed.map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`).sort();
  return finished(createHash('sha256').update(JSON.stringify(names)));
}

function linkState(path: string): string {
  return originalFs.lstatSync(path).isSymbolicLink() ? originalFs.readlinkSync(path, 'utf8') : noLink;
}

export const finished = (hash: Hash): string => `sha256:${hash.digest('hex')}`;

const pieceSize = 1 << 20;

function contentState(path: string, digests: DigestCache): string {
  const at = Date.now();
  // The stamp comes first: opening a pipe would block forever.
  const stat = originalFs.statSync(path, { bigint: true });
  if (stat.isDirectory()) return folder;
  if (!stat.isFile()) return unreadable;
  const known = digests.get(path, stampOf(stat));
  if (known !== undefined) return known;
  const fd = originalFs.openSync(path, 'r');
  try {
    const before = originalFs.fstatSync(fd, { bigint: true });
    const digest = digestOfOpen(fd, Number(before.size));
    const after = originalFs.fstatSync(fd, { bigint: true });
    if (stampOf(before) === stampOf(after))
      digests.set(path, stampOf(after), digest, { changedNs: changedNs(after), at });
    return digest;
  } finally {
    originalFs.closeSync(fd);
  }
}

/** Gives the digest of an open file's first bytes; of all of them if no `length` is given. */
export function digestOfOpen(fd: number, size: number, length = Number.POSITIVE_INFINITY): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(pieceSize, Math.max(size, 4096)));
  for (let position = 0; position < length;) {
    const count = originalFs.readSync(fd, buffer, 0, Math.min(buffer.length, length - position), position);
    if (count === 0) break;
    hash.update(buffer.subarray(0, count));
    position += count;
  }
  return finished(hash);
}

/** Gives the later of a file's times: setting one of them back changes the other. */
export const changedNs = ({ mtimeNs, ctimeNs }: BigIntStats): bigint => (mtimeNs > ctimeNs ? mtimeNs : ctimeNs);

/** Gives the stamp of a file; undefined if there is none. */
export function fileStamp(path: string): FileStamp | undefined {
  try {
    return stampOf(originalFs.statSync(path, { bigint: true }));
  } catch {
    return undefined;
  }
}
