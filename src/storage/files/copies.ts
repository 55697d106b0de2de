import type { BigIntStats } from 'node:fs';
import { chmod, constants, copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FolderDriver } from '../folder.ts';
import type { Layers } from '../layers.ts';
import type { ArtifactRef } from '../ref.ts';
import { digestIn } from './digest.ts';
import { contentKey, extensionOf, hexOf } from './keys.ts';
import type { KnownFiles } from './known-digests.ts';
import { layOut } from './lay-out-files.ts';
import type { FolderFile } from './artifact.ts';
import type { Manifest } from './manifest.ts';
import { partOf } from './stored-file.ts';
import { inParallel } from './parallel.ts';
import { walk } from './walk.ts';

export interface CopiesOptions {
  readonly layers: Layers;
  readonly known: KnownFiles;
  /** All bytes, checked against the digest. */
  readonly stream: (ref: ArtifactRef) => AsyncIterable<Uint8Array>;
  readonly damaged: (ref: ArtifactRef, how: 'gone' | 'not what was written there') => Error;
}

export const copiesIn = (home: string): string => path.join(home, 'copies');

/**
 * Paths on this machine for what is kept: where it lies, if that is here, else a copy beside the record. Copies are
 * called after their contents, so that processes share them, and are whole when they appear. What a task does to one
 * all the same is noticed when it is next asked for.
 */
export class Copies {
  readonly #layers: Layers;
  readonly #options: CopiesOptions;
  readonly #driver: FolderDriver;
  /** The copies that are being made, by path. */
  readonly #making = new Map<string, Promise<string>>();
  /** Digests of what was read, by how it looked then: all names of one file look the same. */
  readonly #digests = new Map<string, string>();

  constructor(options: CopiesOptions) {
    this.#options = options;
    this.#layers = options.layers;
    this.#driver = new FolderDriver(copiesIn(this.#layers.home));
  }

  async file(ref: ArtifactRef): Promise<string> {
    const lies = ref.key === null ? undefined : this.#layers.driver(ref.layer).local?.(ref.key);
    if (lies === undefined) return this.#copy(ref);
    const found = await this.#isWhole(lies, ref);
    if (!found) throw this.#options.damaged(ref, found === undefined ? 'gone' : 'not what was written there');
    // Where it lies, others may not have to start it.
    return ref.codec === 'executable' ? this.#copy(ref) : lies;
  }

  async #copy(ref: ArtifactRef): Promise<string> {
    const kind = ref.codec === 'executable' ? 'programs' : 'files';
    const key = contentKey(kind, ref.digest, `x${extensionOf(ref.key ?? ref.name)}`);
    const at = this.#driver.place(key);
    return this.#once(at, async () => {
      if (await this.#isWhole(at, ref)) return used(at);
      await this.#driver.put(key, this.#options.stream(ref));
      await chmod(at, kind === 'programs' ? 0o555 : 0o444);
      this.#digests.set(lookOf(await stat(at, { bigint: true })), ref.digest);
      return at;
    });
  }

  folder(ref: ArtifactRef, manifest: Manifest): Promise<string> {
    const at = this.#driver.place(`folders/${hexOf(ref.digest)}`);
    return this.#once(at, async () => {
      if (await this.#isLaidOut(at, manifest)) return used(at);
      const beside = `${at}.${randomBytes(6).toString('hex')}.partial`;
      try {
        await layOut(ref.name, manifest, beside, async (file, to) => this.#place(partOf(ref, file), to));
        await this.#appear(beside, at, manifest);
      } finally {
        await rm(beside, { recursive: true, force: true });
      }
      return at;
    });
  }

  /** Another name for the same bytes takes no room; where the file system can't do that, or they are elsewhere, a copy. */
  async #place(ref: ArtifactRef, to: string): Promise<void> {
    const from = await this.file(ref);
    try {
      await link(from, to);
    } catch (error) {
      if (!['EXDEV', 'EPERM', 'EMLINK', 'EACCES', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    }
  }

  /** Another process may have been quicker, or what is there is not as it was. */
  async #appear(beside: string, at: string, manifest: Manifest): Promise<void> {
    for (let left = 3; ; left--) {
      try {
        return await rename(beside, at);
      } catch (error) {
        if (
          !['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') ||
          left === 0
        )
          throw error;
      }
      if (await this.#isLaidOut(at, manifest)) return;
      const away = `${at}.${randomBytes(6).toString('hex')}.partial`;
      await rename(at, away).catch(() => undefined);
      await rm(away, { recursive: true, force: true });
    }
  }

  async #isLaidOut(at: string, { files, empty }: Manifest): Promise<boolean> {
    const found = await stat(at).catch(() => undefined);
    if (!found?.isDirectory()) return false;
    let there;
    try {
      there = walk(at);
    } catch {
      return false;
    }
    if (there.files.length !== files.length || there.empty.join('\0') !== empty.join('\0')) return false;
    if (there.files.some((file, i) => file.path !== files[i]!.path)) return false;
    let whole = true;
    await inParallel(files, async (file: FolderFile) => {
      if (!(await this.#isWhole(path.join(at, file.path), file))) whole = false;
    });
    return whole;
  }

  /** Undefined where there is none. Read once, and again when it looks different. */
  async #isWhole(at: string, { digest, size }: { digest: string; size: number }): Promise<boolean | undefined> {
    const stats = await stat(at, { bigint: true }).catch(() => undefined);
    if (!stats) return undefined;
    if (stats.size !== BigInt(size)) return false;
    const look = lookOf(stats);
    let found = this.#digests.get(look) ?? this.#options.known.get(stats, true)?.digest;
    if (found === undefined) {
      found = await digestIn(at, size);
      if (found === undefined) return undefined;
      const isSame = lookOf(await stat(at, { bigint: true })) === look;
      if (isSame) await this.#options.known.add(stats, { digest: found, blocks: null }, true);
    }
    this.#digests.set(look, found);
    return found === digest;
  }

  #once(at: string, make: () => Promise<string>): Promise<string> {
    let making = this.#making.get(at);
    if (!making) {
      making = mkdir(path.dirname(at), { recursive: true })
        .then(make)
        .finally(() => this.#making.delete(at));
      this.#making.set(at, making);
    }
    return making;
  }
}

/** Notes that a copy is in use: its `ctime` says when it was last asked for, and all else stays as it is. */
async function used(at: string): Promise<string> {
  await stat(at)
    .then(({ mode }) => chmod(at, mode & 0o7777))
    .catch(() => undefined);
  return at;
}

/** Gives what changes when someone writes into a file; not its `ctime`, which one more name for it changes too. */
const lookOf = ({ size, ino, dev, mtimeNs }: BigIntStats): string => `${size} ${mtimeNs} ${dev} ${ino}`;
