import { readFileSync, statSync } from 'node:fs';
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Reading a smaller one costs less than remembering it is worth. */
const worthIt = 1024n * 1024n;
/** One that was changed just now may be changed again, and still look the same. */
const settled = 2_000_000_000n;
/** Beyond, the older half is forgotten. */
const longest = 4 * 1024 * 1024;

/** How a file looks without being read: what changes when somebody writes into it. */
export interface Look {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** The facts that were found out by reading a file. */
export interface Known {
  readonly digest: string;
  readonly blocks: Uint8Array | null;
}

const line = /^([\d ]+) ([0-9a-f]{64}) ([\w+/=-]*)$/;

/**
 * The digests of large files, by how they look: so that one that did not change is not read again, by this process or
 * the next. It may go at any time. Processes add lines to it, and what is no line counts for nothing.
 */
export class KnownFiles {
  readonly #file: string;
  readonly #known = new Map<string, Known>();
  /** The number of bytes of the file that were read. */
  #read = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get(look: Look, own = false): Known | undefined {
    if (look.size < worthIt) return undefined;
    const key = keyOf(look, own);
    if (!this.#known.has(key)) this.#load();
    return this.#known.get(key);
  }

  /** `look`: before it was read, and after. */
  async add(look: Look, { digest, blocks }: Known, own = false): Promise<void> {
    const changed = own || look.mtimeNs > look.ctimeNs ? look.mtimeNs : look.ctimeNs;
    if (look.size < worthIt || BigInt(Date.now()) * 1_000_000n - changed < settled) return;
    const key = keyOf(look, own);
    this.#known.set(key, { digest, blocks });
    const sums = blocks === null ? '-' : Buffer.from(blocks).toString('base64');
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await appendFile(this.#file, `${key} ${digest.slice('sha256:'.length)} ${sums}\n`);
      if (statSync(this.#file).size > longest) await this.#shorten();
    } catch {
      // Then it is read again the next time.
    }
  }

  #load(): void {
    try {
      const { size } = statSync(this.#file);
      if (size === this.#read) return;
      this.#read = size;
      for (const text of readFileSync(this.#file, 'utf8').split('\n')) {
        const [, key, hex, sums] = line.exec(text) ?? [];
        if (key === undefined) continue;
        const blocks = sums === '-' ? null : new Uint8Array(Buffer.from(sums!, 'base64'));
        this.#known.set(key, { digest: `sha256:${hex}`, blocks });
      }
    } catch {
      // Nobody has written it yet.
    }
  }

  async #shorten(): Promise<void> {
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    const partial = `${this.#file}.${process.pid}.partial`;
    await writeFile(partial, lines.slice(lines.length / 2).join('\n'));
    await rename(partial, this.#file);
  }
}

/**
 * Gives the key for a look. One more name changes the `ctime`, so it counts for a user's file, where nothing may have
 * changed, but not for what lies under its own digest.
 */
const keyOf = ({ dev, ino, size, mtimeNs, ctimeNs }: Look, own: boolean): string =>
  [dev, ino, size, mtimeNs, ...(own ? [] : [ctimeNs])].join(' ');
