import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { userError } from '../../errors.ts';
import { drainInto } from '../../storage/drain.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import type { FolderFile } from '../../storage/files/artifact.ts';
import { type StoredFolder, partOf } from '../../storage/files/stored-file.ts';
import { layOut } from '../../storage/files/lay-out-files.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { table } from '../render/table.ts';
import type { Transfer } from '../render/transfer.ts';
import { bytes } from '../render/values.ts';

export const folderThere = userError('FOLDER_THERE', (folder: string) => ({
  message: `${folder} is there already.`,
  next: 'Name another place, or remove it first: --force writes over single files alone.',
}));

export const folderDocument = ({ count, size, files }: StoredFolder): object => ({ count, size, files });

/** For people, and for programs that read lines. */
export const list = (files: readonly FolderFile[]): string =>
  table(files.map(({ path, size, executable }) => [bytes(size), path + (executable ? '*' : '')]));

/** Copies all of it; it appears when it is whole. */
export async function getFolder(
  artifacts: Artifacts,
  ref: ArtifactRef,
  folder: StoredFolder,
  to: string,
  transfer: Transfer,
): Promise<void> {
  if (await stat(to).catch(() => undefined)) throw folderThere(to);
  const partial = `${to}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await mkdir(dirname(partial), { recursive: true });
    await layOut(folder.name, folder.manifest, partial, async (file, at) => {
      const mode = file.executable ? 0o777 : 0o666;
      await drainInto(transfer.count(artifacts.stream(partOf(ref, file))), at, mode);
    });
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}
