import type { BigIntStats } from 'node:fs';
import { type FileHandle, chmod, open, stat } from 'node:fs/promises';
import { digestOf } from '../../values/digest.ts';
import { type About, mediaTypeOf } from '../about.ts';
import type { StorageDriver } from '../driver.ts';
import { BytesLost } from '../errors.ts';
import { Flow } from '../flow.ts';
import { piecesOf } from './digest.ts';
import { FileChanged } from './errors.ts';
import { contentKey } from './keys.ts';
import { isExecutable, notThere } from './local.ts';

/** Read at once: what is looked at and what is kept is the same then, whoever writes it meanwhile. */
const small = 1024 * 1024;

/** Bytes that are kept under what they are. */
export interface Content {
  readonly digest: string;
  readonly size: number;
  readonly key: string;
  readonly blocks: Uint8Array | null;
}

/** Where contents go. */
export interface Target {
  readonly driver: StorageDriver;
  /** A key or the beginning of one: see {@link contentKey}. */
  readonly scope: string;
  readonly componentRun: string;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps bytes, unless they are there: who asks for the same at the same time does it twice, which does no harm. */
export async function keepBytes(
  bytes: Uint8Array,
  name: string,
  { driver, scope, componentRun }: Target,
): Promise<Content> {
  const [digest, size] = [digestOf(bytes), bytes.byteLength];
  const key = contentKey(scope, digest, name);
  if ((await driver.size(key)) !== size) {
    await driver.put(key, bytes, aboutIt(componentRun, name, digest));
    await seal(driver, key);
  }
  return { digest, size, key, blocks: null };
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
    throw new FileChanged(at);
  return bytes;
}

/** Read once for its digest, and once more where it isn't there: it may be larger than memory. */
async function keepLarge(
  file: FileHandle,
  at: string,
  name: string,
  before: BigIntStats,
  { driver, scope, componentRun, signal }: Target,
): Promise<Content> {
  const changed = async (): Promise<boolean> =>
    !isSame(before, await file.stat({ bigint: true })) || !isSame(before, await stat(at, { bigint: true }));
  const flow = new Flow(piecesOf(file), at, signal);
  for await (const _ of flow) void _;
  const { digest, size, blocks } = flow;
  if (await changed()) throw new FileChanged(at);
  const key = contentKey(scope, digest, name);
  if ((await driver.size(key)) !== size) {
    const about = aboutIt(componentRun, name, digest);
    if (driver.putFile) {
      await driver.putFile(key, at, about);
      if (await changed()) {
        await driver.remove(key);
        throw new FileChanged(at);
      }
    } else await driver.put(key, unchanged(new Flow(piecesOf(file), at, signal), digest, at), about);
    const kept = await driver.size(key);
    if (kept !== size) {
      await driver.remove(key);
      throw new BytesLost(at, driver.place(key), size, kept);
    }
    await seal(driver, key);
  }
  return { digest, size, key, blocks };
}

/** Throws in place of the end: then nothing of it is kept. */
async function* unchanged(flow: Flow, digest: string, at: string): AsyncGenerator<Uint8Array> {
  yield* flow;
  if (flow.digest !== digest) throw new FileChanged(at);
}

const isSame = (a: BigIntStats, b: BigIntStats): boolean =>
  a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;

const aboutIt = (componentRun: string, name: string, digest: string): About => ({
  componentRun,
  name,
  digest,
  mediaType: mediaTypeOf(name),
});

/** Tasks are given the path of what lies on this machine: nobody is to write there. Some file systems don't know that. */
async function seal(driver: StorageDriver, key: string): Promise<void> {
  if (driver.local && process.platform !== 'win32') await chmod(driver.local(key), 0o444).catch(() => undefined);
}
