import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { byPath } from './manifest.ts';
import { badLink, fileMissing, fileUnreadable, wrongKindOfFile } from './errors.ts';

/** A file in a folder: its path there, and where to read it. */
export interface Found {
  readonly path: string;
  readonly at: string;
}

export interface Walked {
  readonly files: readonly Found[];
  /** Folders with nothing in them. */
  readonly empty: readonly string[];
}

const use = 'Leave it out of the folder.';

/**
 * All that is in a folder, in the order of the paths. Links that stay inside are what they lead to; one that leads out
 * or in a circle is refused. It is one look for each folder, not for each file, and so it need not be asynchronous.
 */
export function walk(folder: string): Walked {
  const root = rootOf(folder);
  const files: Found[] = [];
  const empty: string[] = [];
  const go = (at: string, inside: string, above: readonly string[]): void => {
    const entries = list(at);
    if (entries.length === 0 && inside !== '') empty.push(inside.slice(0, -1));
    for (const entry of entries) {
      const name = nameOf(entry, at);
      const [here, shown] = [path.join(at, name), inside + name];
      if (entry.isFile()) files.push({ path: shown, at: here });
      else if (entry.isDirectory()) go(here, `${shown}/`, [...above, here]);
      else if (entry.isSymbolicLink()) follow(here, shown, above);
      else throw wrongKindOfFile(here, kindOf(entry), use);
    }
  };
  const follow = (link: string, shown: string, above: readonly string[]): void => {
    const target = targetOf(link);
    if (target !== root && !target.startsWith(root + path.sep)) throw badLink(link, `it leads out, to ${target}`);
    if (above.includes(target)) throw badLink(link, `it leads in a circle, to ${target}`);
    const found = statSync(target);
    if (found.isFile()) files.push({ path: shown, at: target });
    else if (found.isDirectory()) go(target, `${shown}/`, [...above, target]);
    else throw wrongKindOfFile(link, 'neither a file nor a folder', use);
  };
  go(root, '', [root]);
  return { files: files.sort((a, b) => byPath(a.path, b.path)), empty: empty.sort(byPath) };
}

function rootOf(folder: string): string {
  try {
    const root = realpathSync(folder);
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw fileMissing('folder', folder);
    throw fileUnreadable(folder, error);
  }
  throw wrongKindOfFile(folder, 'no folder', 'Use file() for a single file.');
}

function list(folder: string): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw fileUnreadable(folder, error);
  }
}

/** Bytes that are no text would come back as other ones. */
function nameOf({ name }: Dirent<Buffer>, folder: string): string {
  const text = name.toString('utf8');
  if (text.includes('\ufffd') && !Buffer.from(text).equals(name))
    throw wrongKindOfFile(path.join(folder, text), 'called by bytes that are no UTF-8', 'Rename it.');
  return text;
}

function targetOf(link: string): string {
  try {
    return realpathSync(link);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw badLink(link, 'it leads in a circle');
    if (code === 'ENOENT') throw badLink(link, 'it leads nowhere');
    throw fileUnreadable(link, error);
  }
}

/** Names what is neither a file nor a folder, in words. */
export function kindOf(found: Pick<Dirent, 'isSocket' | 'isFIFO' | 'isBlockDevice' | 'isCharacterDevice'>): string {
  if (found.isSocket()) return 'a socket';
  if (found.isFIFO()) return 'a pipe';
  return found.isBlockDevice() || found.isCharacterDevice() ? 'a device' : 'no file';
}
