import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { Digester } from '../digesting/digester.ts';
import { digestOf } from '../../values/digest.ts';

const readAtOnce = 1024 * 1024;

/** Gives the digest of a file of any size, at once: for whoever asks a local one, where nobody can wait. */
export function digestOfFile(at: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(readAtOnce);
  const file = openSync(at, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return `sha256:${hash.digest('hex')}`;
}

/** The bytes of an open file, from its beginning. Each piece is new memory. */
export async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(readAtOnce), 0, readAtOnce, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Gives the digest of the file at a path; undefined where there is none. */
export async function digestIn(at: string, size: number): Promise<string | undefined> {
  try {
    if (size <= readAtOnce) return digestOf(await readFile(at));
    await using file = await open(at, 'r');
    const digester = new Digester({ withBlocks: false, size });
    try {
      for await (const piece of piecesOf(file)) await digester.add(piece);
      return (await digester.end()).digest;
    } finally {
      digester.abandon();
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
