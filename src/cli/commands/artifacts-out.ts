import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { userError } from '../../errors.ts';
import type { ListedArtifact } from '../../lineage/query-results.ts';
import { extensionOf } from '../../project/artifact-name.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { drainInto } from '../../storage/drain.ts';
import { readKey } from '../../storage/artifact-key.ts';
import { display } from '../../values/display.ts';
import { mediaTypeOf } from '../../storage/object-metadata.ts';
import { Table } from '../../values/table/table.ts';
import { withRecord } from '../record.ts';
import { harmlessText } from '../render/controls.ts';
import { jsonLines } from '../render/json.ts';
import { Transfer } from '../render/transfer.ts';
import { bytes } from '../render/values.ts';
import { getFolder, list } from './artifacts-folder.ts';
import { type ArtifactsAction, meant } from './artifacts-what.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const fileThere = userError('FILE_THERE', (file: string) => ({
  message: `${file} is there already.`,
  next: 'Name another file, or write over it with --force.',
}));

export const notForScreens = userError('NOT_FOR_SCREENS', (id: string, codec: string) => ({
  message: `${id} is kept as ${codec}, which is not for screens.`,
  next: `${shellCommand('clew artifacts get', id, 'file')} writes a file; cat into a pipe prints the bytes.`,
}));

export const cat: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(options, async (record) => {
    const { ref, beside, artifacts } = await meant(record, what!, options);
    // On a screen, what comes is all that there is to see.
    const transfer = new Transfer(terminal, process.stdout.isTTY ? 0 : ref.size);
    const pour = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      await terminal.pour(process.stdout.isTTY ? chunks : transfer.count(chunks));
      transfer.end();
    };
    const pourText = (chunks: AsyncIterable<Uint8Array>): Promise<void> =>
      process.stdout.isTTY ? terminal.pour(harmlessText(chunks)) : pour(chunks);
    if (options.has('json')) {
      const isStream = ref.codec === 'ndjson';
      const value = isStream ? shownItems(artifacts, ref, beside) : shown(await artifacts.read(ref, beside));
      await terminal.json({ artifact: ref.id, value });
    } else if (options.has('raw')) await pour(artifacts.stream(ref));
    else if (ref.codec === 'folder') terminal.out(list((await artifacts.files.openFolder(ref)).files));
    else if (ref.codec === 'json') await terminal.json(display(await artifacts.read(ref, beside)));
    else if (ref.codec === 'ndjson' || (ref.codec === 'parquet' && process.stdout.isTTY))
      await terminal.pour(jsonLines(shownItems(artifacts, ref, beside)));
    else if (!isText(ref) && process.stdout.isTTY) throw notForScreens(ref.id, ref.codec);
    else await pourText(artifacts.stream(ref));
    return 0;
  });

/** Files have a kind of their own. */
const isText = ({ codec, name }: ArtifactRef): boolean =>
  codec === 'text' || (codec === 'file' && /^text\/|json$/.test(mediaTypeOf(name)));

/** All of it: a table would tell its columns only. */
const shown = (value: unknown): unknown => display(Table.is(value) ? [...value] : value);

async function* shownItems(
  artifacts: Artifacts,
  ref: ArtifactRef,
  beside: readonly ArtifactRef[],
): AsyncGenerator<unknown> {
  for await (const item of artifacts.items(ref, beside)) yield display(item);
}

export const get: ArtifactsAction = ({ options, terminal, what, file }) =>
  withRecord(options, async (record) => {
    const { found, ref, artifacts } = await meant(record, what!, options);
    const folder = ref.codec === 'folder' ? await artifacts.files.openFolder(ref) : undefined;
    const size = folder?.size ?? ref.size;
    const transfer = new Transfer(terminal, size);
    const name = folder?.name ?? fileName(found, artifacts);
    let to: string;
    try {
      if (folder) await getFolder(artifacts, ref, folder, (to = await placeFor(file, name)), transfer);
      else await getFile(artifacts, ref, (to = await freeFile(file, name, options.has('force'))), transfer);
    } finally {
      transfer.end();
    }
    const files = folder && { files: folder.count };
    if (options.has('json')) await terminal.json({ artifact: ref.id, file: to, size, ...files, digest: ref.digest });
    else terminal.out(`${to}  ${bytes(size)}${folder ? `  ${folder.count} file${folder.count === 1 ? '' : 's'}` : ''}`);
    return 0;
  });

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
