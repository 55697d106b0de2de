import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FolderFile } from './artifact.ts';
import { namesMeet } from './errors.ts';
import type { Manifest } from './manifest.ts';
import { inParallel } from './parallel.ts';

/**
 * Makes a new folder that has what the manifest says. `place` makes one file, and fails where one is. Folders are made
 * first, each new: where two names meet, or a file and a folder, that is said instead of mixed up.
 */
export async function layOut(
  name: string,
  { files, empty }: Manifest,
  to: string,
  place: (file: FolderFile, to: string) => Promise<void>,
): Promise<void> {
  const folders = new Set<string>();
  const add = (folder: string): void => {
    for (let end = folder.indexOf('/'); end >= 0; end = folder.indexOf('/', end + 1)) folders.add(folder.slice(0, end));
  };
  for (const file of files) add(file.path);
  for (const folder of empty) add(`${folder}/`);
  await mkdir(to, { recursive: true });
  const fresh = async (shown: string, make: () => Promise<unknown>): Promise<void> => {
    try {
      await make();
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? namesMeet(name, shown) : error;
    }
  };
  for (const folder of folders) await fresh(folder, () => mkdir(path.join(to, folder)));
  await inParallel(files, (file) => fresh(file.path, () => place(file, path.join(to, file.path))));
}
