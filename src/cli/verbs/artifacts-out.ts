import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserMistake } from '../../errors.ts';
import type { ListedArtifact } from '../../lineage/answers.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { display } from '../../values/display.ts';
import { Table } from '../../values/table/table.ts';
import { withRecord } from '../record.ts';
import { bytes } from '../render/values.ts';
import type { Terminal } from '../terminal.ts';
import { type ArtifactsAction, oneArtifact, openArtifacts, refsOf } from './artifacts-what.ts';

class OnlyInRecord extends UserMistake {
  constructor(id: string) {
    super('ONLY_IN_RECORD', `${id} is small: it is in the record itself and has no file.`, {
      next: `clew artifacts get ${id} <file> writes one.`,
    });
  }
}

class FileThere extends UserMistake {
  constructor(file: string) {
    super('FILE_THERE', `${file} is there already.`, { next: 'Name another file, or write over it with --force.' });
  }
}

class NotForScreens extends UserMistake {
  constructor(id: string, codec: string) {
    super('NOT_FOR_SCREENS', `${id} is kept as ${codec}, which is not for screens.`, {
      next: `clew artifacts get ${id} <file> writes a file; cat into a pipe prints the bytes.`,
    });
  }
}

export const path: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(options, async (record) => {
    const found = await oneArtifact(record, what!);
    if (found.key === null) throw new OnlyInRecord(found.id);
    const place = (await openArtifacts(options)).place(found);
    if (options.has('json')) terminal.json({ artifact: found.id, layer: found.layer, key: found.key, place });
    else terminal.out(place);
    return 0;
  });

export const cat: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(options, async (record) => {
    const found = await oneArtifact(record, what!);
    const artifacts = await openArtifacts(options);
    const [ref, beside] = await refsOf(record, found);
    if (options.has('json')) terminal.json({ artifact: ref.id, value: shown(await artifacts.read(ref, beside)) });
    else if (options.has('raw')) await terminal.pour(artifacts.stream(ref));
    else if (ref.codec === 'json') terminal.json(display(await artifacts.read(ref, beside)));
    else if (ref.codec === 'ndjson' || (ref.codec === 'parquet' && process.stdout.isTTY))
      await terminal.pour(shownLines(artifacts, ref, beside));
    else if (ref.codec !== 'text' && process.stdout.isTTY) throw new NotForScreens(ref.id, ref.codec);
    else await terminal.pour(artifacts.stream(ref));
    return 0;
  });

/** All of it: a table would tell its columns only. */
const shown = (value: unknown): unknown => display(Table.is(value) ? [...value] : value);

async function* shownLines(
  artifacts: Artifacts,
  ref: ArtifactRef,
  beside: readonly ArtifactRef[],
): AsyncGenerator<Uint8Array> {
  for await (const item of artifacts.items(ref, beside)) yield Buffer.from(`${JSON.stringify(display(item))}\n`);
}

/** A file appears when it is whole. */
export const get: ArtifactsAction = ({ options, terminal, what, file }) =>
  withRecord(options, async (record) => {
    const found = await oneArtifact(record, what!);
    const artifacts = await openArtifacts(options);
    const [ref] = await refsOf(record, found);
    const to = await freeFile(file ?? '.', fileName(found, artifacts), options.has('force'));
    const partial = `${to}.${randomBytes(6).toString('hex')}.partial`;
    try {
      await pipeline(counted(artifacts.stream(ref), ref.size, terminal), createWriteStream(partial, { flags: 'wx' }));
      await rename(partial, to);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    if (options.has('json')) terminal.json({ artifact: ref.id, file: to, size: ref.size, digest: ref.digest });
    else terminal.out(`${to}  ${bytes(ref.size)}`);
    return 0;
  });

const fileName = ({ name, component, key, codec }: ListedArtifact, artifacts: Artifacts): string => {
  if (name !== 'output') return basename(name);
  const { extension } = artifacts.codecs.of({ name, codec } as ArtifactRef);
  return key === null ? `${component}.${extension}` : `${component}-${basename(key)}`;
};

async function freeFile(asked: string, name: string, force: boolean): Promise<string> {
  const kind = async (file: string): Promise<'folder' | 'file' | undefined> => {
    const found = await stat(file).catch(() => undefined);
    return found && (found.isDirectory() ? 'folder' : 'file');
  };
  const file = (await kind(asked)) === 'folder' ? join(asked, name) : asked;
  const there = await kind(file);
  if (there === 'folder' || (there && !force)) throw new FileThere(file);
  return file;
}

/** Tells how far it is, where someone looks. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  terminal: Terminal,
): AsyncGenerator<Uint8Array> {
  let [done, drawn] = [0, performance.now()];
  try {
    for await (const chunk of chunks) {
      yield chunk;
      done += chunk.byteLength;
      if (!terminal.isLive || performance.now() - drawn < 100) continue;
      drawn = performance.now();
      terminal.redraw(`${bytes(done)} of ${bytes(size)}  ${Math.floor((100 * done) / Math.max(1, size))} %`);
    }
  } finally {
    if (terminal.isLive) terminal.redraw('');
  }
}
