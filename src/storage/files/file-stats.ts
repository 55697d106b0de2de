import { type Stats, statSync } from 'node:fs';
import { fileMissing, fileUnreadable, wrongKindOfFile } from './errors.ts';
import { kindOf } from './walk.ts';

/** Gives what there is to know of a file; throws where it is none. */
export function fileStats(at: string): Stats {
  let found: Stats;
  try {
    found = statSync(at);
  } catch (error) {
    throw notThere(at, error);
  }
  if (found.isDirectory()) throw wrongKindOfFile(at, 'a folder', 'Use folder() for it.');
  if (!found.isFile()) throw wrongKindOfFile(at, kindOf(found), 'Copy what it gives into a file.');
  return found;
}

export const notThere = (at: string, error: unknown): Error =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    ? fileMissing('file', at)
    : fileUnreadable(at, error);

/** Whoever owns it may start it. */
export const isExecutable = ({ mode }: { readonly mode: number | bigint }): boolean => (Number(mode) & 0o100) !== 0;
