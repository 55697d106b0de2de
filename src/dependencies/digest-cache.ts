import { hash } from 'node:crypto';
import { type BigIntStats, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Raise it when the form of the file changes. */
const format = 1;

/** A file that changed so shortly before it was digested may change again without a sign of it in its times. */
const racyMs = 2000;

const maxEntries = 50_000;

/** A text that tells one state of a file from another without reading it. */
export type FileStamp = string;

export const stampOf = ({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): FileStamp =>
  `${size}.${mtimeNs}.${ctimeNs}.${ino}.${dev}`;

interface Entry {
  readonly stamp: FileStamp;
  readonly digest: string;
  /** True if other processes may rely on it. */
  readonly settled: boolean;
}

/**
 * Digests of files by their path and {@link FileStamp}, kept in a file between processes. A cache and no more: where the
 * file can't be read or written, files are digested again.
 */
export class DigestCache {
  readonly #file: string | undefined;
  /** Entries in order of use: the first is the first to go. */
  #entries: Map<string, Entry> | undefined;
  #isChanged = false;

  /** Keeps digests in memory only if there is no file. */
  constructor(file?: string) {
    this.#file = file;
  }

  get(path: string, stamp: FileStamp): string | undefined {
    const entries = this.#loaded();
    const entry = entries.get(path);
    if (entry?.stamp !== stamp) return undefined;
    // What isn't used any more goes first.
    entries.delete(path);
    entries.set(path, entry);
    return entry.digest;
  }

  /** Keeps a digest. `changedNs`: the later of the file's times; `at`: the time at which reading it began. */
  set(path: string, stamp: FileStamp, digest: string, { changedNs, at }: { changedNs: bigint; at: number }): void {
    const entries = this.#loaded();
    entries.delete(path);
    const settled = at - Number(changedNs / 1_000_000n) > racyMs;
    entries.set(path, { stamp, digest, settled });
    this.#isChanged ||= settled;
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value!);
  }

  /** Writes what is worth keeping; what other processes have written meanwhile stays, where there is room. */
  save(): void {
    if (!this.#file || !this.#isChanged || !this.#entries) return;
    this.#isChanged = false;
    const draft = `${this.#file}.${process.pid}.${draftNumber++}.tmp`;
    try {
      const own = [...this.#entries].filter(([, { settled }]) => settled);
      const merged = new Map(read(this.#file));
      for (const [path, entry] of own) {
        merged.delete(path);
        merged.set(path, entry);
      }
      const rows = [...merged].slice(-maxEntries).map(([path, { stamp, digest }]) => [path, stamp, digest]);
      const text = JSON.stringify(rows);
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(draft, `${format} ${checksum(text)}\n${text}`);
      renameSync(draft, this.#file);
    } catch {
      discard(draft);
    }
  }

  #loaded(): Map<string, Entry> {
    return (this.#entries ??= this.#file === undefined ? new Map() : read(this.#file));
  }
}

let draftNumber = 0;

const checksum = (text: string): string => hash('sha256', text, 'hex');

function read(file: string): Map<string, Entry> {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    if (text.slice(0, end) !== `${format} ${checksum(text.slice(end + 1))}`) return new Map();
    const rows = JSON.parse(text.slice(end + 1)) as [path: string, stamp: FileStamp, digest: string][];
    return new Map(rows.map(([path, stamp, digest]) => [path, { stamp, digest, settled: true }]));
  } catch {
    return new Map();
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // It was never created.
  }
}
