import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, openSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** The things known of a file's bytes. */
export interface FileVersion {
  /** Or a word for why there is none. */
  readonly digest: string;
  readonly size: number;
  /** Tells one writing from the next. */
  readonly stamp: string;
}

interface Known {
  readonly sign: string;
  readonly version: FileVersion;
}

const maxKnown = 10_000;
const chunk = 1 << 20;
/** Clocks of file systems are coarse: a file that was written so lately may be written again without showing it. */
const fresh = 2000;

/** Digests of files by content, streamed; one that hasn't changed since is not read again. */
export class FileDigests {
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<FileVersion>>();

  /** At once where it is known. */
  of(path: string): FileVersion | Promise<FileVersion> {
    const found = this.#look(path);
    if ('version' in found) return found.version;
    const key = `${path}\0${found.sign}`;
    let reading = this.#reading.get(key);
    if (!reading) {
      reading = digestOf(path).then((digest) => this.#keep(path, found, digest));
      this.#reading.set(key, reading);
      void reading.finally(() => this.#reading.delete(key));
    }
    return reading;
  }

  /** For those who can't wait. */
  now(path: string): FileVersion {
    const found = this.#look(path);
    return 'version' in found ? found.version : this.#keep(path, found, digestNow(path));
  }

  #look(path: string): Known | { readonly sign: string; readonly stats: BigIntStats; readonly at: number } {
    const at = Date.now();
    let stats: BigIntStats | undefined;
    try {
      stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    } catch {
      return { sign: '', version: without('unreadable') };
    }
    if (!stats) return { sign: '', version: without('absent') };
    if (stats.isDirectory()) return { sign: '', version: without('folder') };
    if (!stats.isFile()) return { sign: '', version: without('no file') };
    const sign = signOf(stats);
    const known = this.#known.get(path);
    return known?.sign === sign ? known : { sign, stats, at };
  }

  #keep(
    path: string,
    { sign, stats, at }: { sign: string; stats: BigIntStats; at: number },
    digest: string,
  ): FileVersion {
    const version = { digest, size: Number(stats.size), stamp: String(stats.mtimeNs) };
    const written = Number((stats.mtimeMs > stats.ctimeMs ? stats.mtimeMs : stats.ctimeMs) as bigint);
    const after = this.#look(path);
    if (digest.startsWith('sha256:') && at - written >= fresh && after.sign === sign) {
      this.#known.delete(path);
      this.#known.set(path, { sign, version });
      if (this.#known.size > maxKnown) this.#known.delete(this.#known.keys().next().value!);
    }
    return version;
  }
}

const without = (digest: string): FileVersion => ({ digest, size: 0, stamp: '' });

const signOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;

/** A file may vanish at any moment. */
const whyNot = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreadable';

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await using file = await open(path);
    const buffer = Buffer.allocUnsafe(chunk);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunk, null);
      if (bytesRead === 0) return `sha256:${hash.digest('hex')}`;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch (error) {
    return whyNot(error);
  }
}

function digestNow(path: string): string {
  const hash = createHash('sha256');
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(chunk);
    for (;;) {
      const read = readSync(file, buffer, 0, chunk, null);
      if (read === 0) return `sha256:${hash.digest('hex')}`;
      hash.update(buffer.subarray(0, read));
    }
  } catch (error) {
    return whyNot(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
