import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectMetadata } from './object-metadata.ts';
import type { ByteRange, StorageDriver, UnfinishedWrite } from './driver.ts';
import { drain } from './drain.ts';
import { removeEmptyFolders } from './empty-folders.ts';
import { BytesMissing, FileChanged, storageFailed } from './errors.ts';
import { pieceSize } from './piece-stream.ts';
import { readKey } from './artifact-key.ts';
import { Source } from './source.ts';

/** Under a key that is the beginning of others there is a folder, and so nothing; nor is there in a link to itself. */
const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR', 'ERR_FS_EISDIR', 'ELOOP', 'ENXIO'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );

/** Whoever copies it writes as much at once: see {@link pieceSize}. */
const readAtOnce = pieceSize;

/** Ends the name of a file that is still being written, or that nobody will finish any more. */
const partialEnd = /(?:\.(cr-[0-9a-z]{15}))?\.[0-9a-f]{12}\.partial$/;

/** The names in it are on the disk then. Some systems can't open a folder: they keep names in order themselves. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Keeps every key as a file below one folder. */
export class FolderDriver implements StorageDriver {
  readonly kind = 'folder';
  readonly #folder: string;
  readonly #durable: boolean;
  /** Folders that this process has made, or is making: a fan-out asks for the same ones again and again. */
  readonly #made = new Map<string, Promise<void>>();

  /** `durable`: what was put survives a power cut, which costs a wait for the disk each time. */
  constructor(folder: string, { durable = false } = {}) {
    this.#folder = path.resolve(folder);
    this.#durable = durable;
  }

  place(key: string): string {
    return path.join(this.#folder, key);
  }

  local(key: string): string {
    return this.place(key);
  }

  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, about?: ObjectMetadata): Promise<void> {
    const source = content instanceof Uint8Array ? undefined : new Source(content);
    try {
      await this.#put(key, about, async (handle) => {
        if (source) await drain(source, handle, (piece) => source.release(piece));
        else await handle.writeFile(content as Uint8Array);
      });
    } catch (error) {
      throw source?.thrown ? source.thrown.error : error;
    }
  }

  /** Where the file system can share bytes between files, nothing is copied. */
  async putFile(key: string, from: string, about?: ObjectMetadata): Promise<void> {
    const before = await stat(from).catch((error: unknown) => {
      throw storageFailed('read', from, error);
    });
    await this.#put(key, about, async (handle, partial) => {
      const { mode } = await handle.stat();
      await copyFile(from, partial, constants.COPYFILE_FICLONE);
      // It belongs to the layer: what the other file allowed is no matter here.
      await handle.chmod(mode);
      const now = await stat(from);
      if (now.mtimeMs !== before.mtimeMs || (await handle.stat()).size !== before.size) throw new FileChanged(from);
    });
  }

  /** A file appears under its name when it is whole: written beside it, then renamed. */
  async #put(
    key: string,
    about: ObjectMetadata | undefined,
    write: (handle: FileHandle, partial: string) => Promise<void>,
  ): Promise<void> {
    const file = this.place(key);
    // The draft's name tells whose it is, for keys that several runs share.
    const writer = about && !readKey(key) ? `.${about.componentRun}` : '';
    const partial = `${file}${writer}.${randomBytes(6).toString('hex')}.partial`;
    try {
      await using handle = await this.#open(partial);
      await write(handle, partial);
      if (this.#durable) await handle.sync();
      await handle.close();
      await rename(partial, file);
      if (this.#durable) await syncFolder(path.dirname(file));
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw error instanceof FileChanged ? error : storageFailed('write', file, error);
    }
  }

  async get(key: string): Promise<Uint8Array> {
    try {
      await using file = await this.#openRead(key);
      return await file.readFile();
    } catch (error) {
      throw this.#readError(key, error);
    }
  }

  async *stream(key: string, { from, to }: ByteRange = { from: 0 }): AsyncIterable<Uint8Array> {
    // The stream's own range ends with its last byte, so that it can't be told to read nothing.
    if (to !== undefined && to <= from) {
      if ((await this.size(key)) === undefined) throw new BytesMissing(this.place(key));
      return;
    }
    const range = { start: from, ...(to !== undefined && { end: to - 1 }) };
    try {
      await using file = await this.#openRead(key);
      const stream = file.createReadStream({ highWaterMark: readAtOnce, autoClose: false, ...range });
      for await (const chunk of stream) yield chunk as Uint8Array;
    } catch (error) {
      throw this.#readError(key, error);
    }
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const found = await stat(this.place(key));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#readError(key, error);
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await rm(this.place(key), { force: true });
    } catch (error) {
      if (!isMissing(error)) throw storageFailed('remove', this.place(key), error);
    }
    await removeEmptyFolders(path.dirname(this.place(key)), this.#folder);
  }

  async modified(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.place(key))).mtimeMs;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#readError(key, error);
    }
  }

  async *list(prefix: string): AsyncIterable<string> {
    for (const key of await this.#files(prefix)) if (!partialEnd.test(key)) yield key;
  }

  async *unfinished(prefix: string): AsyncIterable<UnfinishedWrite> {
    for (const file of await this.#files(prefix)) {
      if (!partialEnd.test(file)) continue;
      const [size, modified] = [await this.size(file), await this.modified(file)];
      if (size === undefined || modified === undefined) continue;
      const componentRun = partialEnd.exec(file)![1];
      const key = file.replace(partialEnd, '');
      yield { key, size, modified, ...(componentRun && { componentRun }), discard: () => this.remove(file) };
    }
  }

  async #files(prefix: string): Promise<string[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw this.#readError('', error);
    });
    return entries.flatMap((entry) => {
      if (!entry.isFile()) return [];
      const key = path.relative(this.#folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
      return key.startsWith(prefix) ? [key] : [];
    });
  }

  /** Only what is a file: whoever opens a pipe would wait for ever for somebody to write into it. */
  async #openRead(key: string): Promise<FileHandle> {
    const file = await open(this.place(key), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new BytesMissing(this.place(key));
  }

  /** A new file, and its folder if that isn't there. */
  async #open(file: string): Promise<FileHandle> {
    const folder = path.dirname(file);
    const made = this.#made.get(folder);
    if (made) {
      try {
        await made;
        return await open(file, 'wx');
      } catch (error) {
        // Someone has cleared up meanwhile.
        if (!isMissing(error)) throw error;
      }
    }
    for (let left = 3; ; left--) {
      const making = this.#make(folder);
      this.#made.set(folder, making);
      making.catch(() => this.#made.delete(folder));
      await making;
      try {
        return await open(file, 'wx');
      } catch (error) {
        if (!isMissing(error) || left === 0) throw error;
      }
    }
  }

  async #make(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (!this.#durable || !first) return;
    // Each new folder is a name in the one above it.
    for (let at = folder; at.length >= first.length;) await syncFolder((at = path.dirname(at)));
  }

  #readError(key: string, error: unknown): Error {
    if (error instanceof BytesMissing) return error;
    return isMissing(error) ? new BytesMissing(this.place(key)) : storageFailed('read', this.place(key), error);
  }
}
