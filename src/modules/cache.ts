import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../values/digest.ts';
import type { ModuleSummary } from './analysis/summary.ts';

/** Raise it when what is kept, or how it is made, changes. */
const format = 8;

/** The facts that are kept of one file, so that nothing is parsed twice. */
export interface Entry {
  /** The JavaScript that runs; null where the file runs as it is. */
  readonly code: string | null;
  /** The digest of what counts of it: see {@link Bare}. */
  readonly identity: string;
  /** Each specifier once, as it is written: static imports, dynamic ones, `require` and the address of a worker as literals. */
  readonly imports: readonly string[];
  /** True if it is loaded as an ES module. For JavaScript, by Node's own rules. */
  readonly esm: boolean;
  readonly summary: ModuleSummary;
}

/**
 * Transformed modules on disk, by the digest of what they were made from. A cache and no more: where it can't be
 * written or was damaged, the work is done again.
 */
export class TransformCache {
  readonly #folder: string;
  #writable = true;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The key of everything that an entry depends on. */
  static key(...parts: readonly unknown[]): string {
    return digestOf(JSON.stringify([format, ...parts])).slice('sha256:'.length);
  }

  get(key: string): Entry | undefined {
    try {
      const [digest, text] = splitLine(readFileSync(this.#fileOf(key), 'utf8'));
      if (digestOf(text) !== digest) return undefined;
      const [head, code] = splitLine(text);
      const { runs, ...lexed } = JSON.parse(head) as Omit<Entry, 'code'> & { runs: 'code' | 'source' };
      return { code: runs === 'code' ? code : null, ...lexed };
    } catch {
      return undefined;
    }
  }

  put(key: string, { code, ...lexed }: Entry): void {
    if (!this.#writable) return;
    const text = `${JSON.stringify({ ...lexed, runs: code === null ? 'source' : 'code' })}\n${code ?? ''}`;
    const target = this.#fileOf(key);
    const draft = `${target}.${process.pid}.${this.#count++}.tmp`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(draft, `${digestOf(text)}\n${text}`);
      renameSync(draft, target);
    } catch {
      // Read-only or full: one attempt is enough to know.
      this.#writable = false;
      discard(draft);
    }
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${key}.js`);
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft);
  } catch {
    // It never came to be.
  }
}

function splitLine(text: string): [line: string, rest: string] {
  const end = text.indexOf('\n');
  return [text.slice(0, end), text.slice(end + 1)];
}
