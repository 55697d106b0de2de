import type { BigIntStats } from 'node:fs';
import { type FileHandle, chmod, open, stat } from 'node:fs/promises';
import { digestOf } from '../../values/digest.ts';
import { type ObjectMetadata, mediaTypeOf } from '../object-metadata.ts';
import type { StorageDriver } from '../driver.ts';
import { bytesLost } from '../errors.ts';
import { PieceStream } from '../piece-stream.ts';
import { piecesOf } from './digest.ts';
import { fileChanged } from './errors.ts';
import { contentKey } from './keys.ts';
import type { Known, KnownFiles } from './known-digests.ts';
import { isExecutable, notThere } from './file-stats.ts';

/** Read at once: what is looked at and what is kept is the same then, whoever writes it meanwhile. */
const small = 1024 * 1024;

/** Bytes that are kept under what they are. */
export interface Content {
  readonly digest: string;
  readonly size: number;
  readonly key: string;
  readonly blocks: Uint8Array | null;
}

/** The work under way in one layer, by the key that it is done to. */
export type Underway = Map<string, { readonly what: 'keep' | 'discard'; readonly done: Promise<void> }>;

/** Where contents go. */
export interface Target {
  readonly driver: StorageDriver;
  /** A key or the beginning of one: see {@link contentKey}. */
  readonly scope: string;
  readonly componentRun: string;
  readonly signal?: AbortSignal | undefined;
  /** The work under way: files with the same bytes are kept once. */
  readonly underway: Underway;
  readonly known: KnownFiles;
}

/** Keeps bytes, unless they are there. */
export async function keepBytes(bytes: Uint8Array, name: string, target: Target): Promise<Content> {
  const [digest, size] = [digestOf(bytes), bytes.byteLength];
  const key = contentKey(target.scope, digest, name);
  await once(key, size, target, () => target.driver.put(key, bytes, aboutIt(target.componentRun, name, digest)));
  return { digest, size, key, blocks: null };
}

async function once(key: string, size: number, target: Target, send: () => Promise<void>): Promise<void> {
  const { driver, underway, signal } = target;
  let busy = underway.get(key);
  if (busy?.what === 'keep') return busy.done;
  for (; busy?.what === 'discard'; busy = underway.get(key)) await busy.done;
  if (busy) return busy.done;
  return during('keep', key, underway, async () => {
    const there = await driver.size(key);
    if (there === size) return;
    // Not what its name says.
    if (there !== undefined) await driver.remove(key);
    try {
      await send();
    } catch (error) {
      // Layers that write nothing over may have been given the same by someone else.
      if (signal?.aborted || (await driver.size(key).catch(() => undefined)) !== size) throw error;
    }
    await seal(driver, key);
  });
}

function during(what: 'keep' | 'discard', key: string, underway: Underway, work: () => Promise<void>): Promise<void> {
  const done = work().finally(() => underway.delete(key));
  underway.set(key, { what, done });
  return done;
}

/** Takes bytes away that are not what they should be; never those that are just being put there by whoever heals them. */
export async function discardBytes(
  key: string,
  { driver, underway }: Pick<Target, 'driver' | 'underway'>,
  isGood: () => Promise<boolean>,
): Promise<void> {
  for (let busy = underway.get(key); busy; busy = underway.get(key)) await busy.done.catch(() => undefined);
  await during('discard', key, underway, async () => {
    // Where it may not be removed, the next reader says that it is still damaged.
    if (!(await isGood())) await driver.remove(key).catch(() => undefined);
  });
}

/** Keeps a file, unless its bytes are there. `name`: as it is called, which tells the kind of the bytes. */
export async function keepFile(
  at: string,
  name: string,
  target: Target,
): Promise<Content & { readonly executable: boolean }> {
  const file = await open(at, 'r').catch((error: unknown) => {
    throw notThere(at, error);
  });
  try {
    const before = await file.stat({ bigint: true });
    const content =
      before.size <= small
        ? await keepBytes(await wholeOf(file, at, before), name, target)
        : await keepLarge(file, at, name, before, target);
    return { ...content, executable: isExecutable(before) };
  } finally {
    await file.close();
  }
}

async function wholeOf(file: FileHandle, at: string, before: BigIntStats): Promise<Uint8Array> {
  const bytes = await file.readFile();
  if (BigInt(bytes.byteLength) !== before.size || !isSame(before, await file.stat({ bigint: true })))
    throw fileChanged(at);
  return bytes;
}

/**
 * Read once for its digest, unless that is known, and once more where it isn't there: it may be larger than memory.
 */
async function keepLarge(
  file: FileHandle,
  at: string,
  name: string,
  before: BigIntStats,
  target: Target,
): Promise<Content> {
  const { driver, signal, known } = target;
  const size = Number(before.size);
  const read = (): PieceStream => new PieceStream(piecesOf(file), at, signal);
  const changed = async (): Promise<boolean> =>
    !isSame(before, await file.stat({ bigint: true })) || !isSame(before, await stat(at, { bigint: true }));
  const look = async (): Promise<Known> => {
    const flow = read();
    for await (const _ of flow) void _;
    if (await changed()) throw fileChanged(at);
    const { digest, blocks } = flow;
    await known.add(before, { digest, blocks });
    return { digest, blocks };
  };
  const { digest, blocks } = known.get(before) ?? (await look());
  const key = contentKey(target.scope, digest, name);
  const about = aboutIt(target.componentRun, name, digest);
  await once(key, size, target, async () => {
    if (driver.putFile) await driver.putFile(key, at, about);
    else await driver.put(key, unchanged(read(), digest, at), about);
    const kept = await driver.size(key);
    const isOther = await changed();
    if (kept === size && !isOther) return;
    await driver.remove(key);
    throw isOther ? fileChanged(at) : bytesLost(at, driver.place(key), size, kept);
  });
  return { digest, size, key, blocks };
}

/** Throws in place of the end: then nothing of it is kept. */
async function* unchanged(flow: PieceStream, digest: string, at: string): AsyncGenerator<Uint8Array> {
  yield* flow;
  if (flow.digest !== digest) throw fileChanged(at);
}

const isSame = (a: BigIntStats, b: BigIntStats): boolean =>
  a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;

const aboutIt = (componentRun: string, name: string, digest: string): ObjectMetadata => ({
  componentRun,
  name,
  digest,
  mediaType: mediaTypeOf(name),
});

/** Tasks are given the path of what lies on this machine: nobody is to write there. Some file systems don't know that. */
async function seal(driver: StorageDriver, key: string): Promise<void> {
  if (driver.local && process.platform !== 'win32') await chmod(driver.local(key), 0o444).catch(() => undefined);
}
