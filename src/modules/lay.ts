import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arrangement } from './arrange.ts';
import { bytesOf } from './read.ts';

/** Writes a program into a folder, and gives the folder. What is there already is used; several processes may do the same at once. */
export function lay({ files, links }: Arrangement, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const top = realpathSync(folder);
  for (const { path, source } of files) writeOnce(join(top, path), bytesOf(source));
  for (const [name, target] of links) link(join(top, 'node_modules', name), join(top, target));
  return top;
}

function writeOnce(file: string, bytes: Uint8Array): void {
  if (isThere(file, bytes)) return;
  const draft = `${file}.${randomUUID()}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    // Nobody is to edit it: that would be another code than the one that ran.
    writeFileSync(draft, bytes, { mode: 0o444 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function isThere(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

export function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      return symlinkSync(target, path, 'junction');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (readlinkSync(path) === target) return;
    // The project was moved since.
    rmSync(path, { force: true });
  }
}
