import { randomBytes } from 'node:crypto';
import { rename, rm, stat, mkdir } from 'node:fs/promises';
import { basename, join, dirname } from 'node:path';
import { userError } from '../../../errors.ts';
import type { ListedArtifact } from '../../../lineage/query-results.ts';
import { extensionOf } from '../../../project/artifact-name.ts';
import type { Artifacts } from '../../../storage/artifacts.ts';
import type { ArtifactRef } from '../../../storage/ref.ts';
import { drainInto } from '../../../storage/drain.ts';
import { readKey } from '../../../storage/artifact-key.ts';
import { withRecord } from '../../record.ts';
import { Transfer } from '../../render/transfer.ts';
import { bytes } from '../../render/values.ts';
import { meant, whatArg } from './find-artifact.ts';
import { type StoredFolder, partOf } from '../../../storage/files/stored-file.ts';
import { layOut } from '../../../storage/files/lay-out-files.ts';
import { defineCommand, jsonFlag, profileFlag } from '../../command.ts';

export const fileThere = userError('FILE_THERE', (file: string) => ({
  message: `${file} is there already.`,
  next: 'Name another file, or write over it with --force.',
}));

export const folderThere = userError('FOLDER_THERE', (folder: string) => ({
  message: `${folder} is there already.`,
  next: 'Name another place, or remove it first: --force writes over single files alone.',
}));

export const getCommand = defineCommand({
  name: 'get',
  description: 'Writes an artifact to a file, or a folder with all that is in it. It appears when it is whole.',
  args: [{ ...whatArg, required: true }, { name: 'file' }],
  flags: [
    { name: 'force', short: 'f', type: 'boolean', doc: 'write over a file that is there' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew artifacts get TrainDowntime.weights.bin ./weights.bin', 'clew artifacts get Shards ./here'],
  run: ({ args, flags }, terminal) =>
    withRecord(flags, async (record) => {
      const { found, ref, artifacts } = await meant(record, args.what, flags);
      const folder = ref.codec === 'folder' ? await artifacts.files.openFolder(ref) : undefined;
      const size = folder?.size ?? ref.size;
      const transfer = new Transfer(terminal, size);
      const name = folder?.name ?? fileName(found, artifacts);
      let to: string;
      try {
        if (folder) await getFolder(artifacts, ref, folder, (to = await placeFor(args.file, name)), transfer);
        else await getFile(artifacts, ref, (to = await freeFile(args.file, name, flags.force)), transfer);
      } finally {
        transfer.end();
      }
      const files = folder && { files: folder.count };
      if (flags.json) await terminal.json({ artifact: ref.id, file: to, size, ...files, digest: ref.digest });
      else
        terminal.out(`${to}  ${bytes(size)}${folder ? `  ${folder.count} file${folder.count === 1 ? '' : 's'}` : ''}`);
      return 0;
    }),
});

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

/** It appears when it is whole. */
export async function getFile(artifacts: Artifacts, ref: ArtifactRef, to: string, transfer: Transfer): Promise<void> {
  const partial = `${to}.${randomBytes(6).toString('hex')}.partial`;
  const mode = ref.codec === 'executable' ? 0o777 : 0o666;
  try {
    await drainInto(transfer.count(artifacts.stream(ref)), partial, mode);
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Gives the name for a file of the artifact. */
export const fileName = (found: ListedArtifact, artifacts: Artifacts): string => {
  const { name, component, key } = found;
  if (name !== 'output') return basename(name);
  if (key !== null) return `${component}-${basename(readKey(key)?.name ?? key)}`;
  const extension = extensionOf(found, artifacts.codecs);
  return extension === undefined ? component : `${component}.${extension}`;
};

const kind = async (file: string): Promise<'folder' | 'file' | undefined> => {
  const found = await stat(file).catch(() => undefined);
  return found && (found.isDirectory() ? 'folder' : 'file');
};

/** In a folder that is there under its own name, else as it was asked for. */
const placeFor = async (asked = '.', name: string): Promise<string> =>
  (await kind(asked)) === 'folder' ? join(asked, name) : asked;

async function freeFile(asked: string | undefined, name: string, force: boolean): Promise<string> {
  const file = await placeFor(asked, name);
  const there = await kind(file);
  if (there === 'folder' || (there && !force)) throw fileThere(file);
  return file;
}
