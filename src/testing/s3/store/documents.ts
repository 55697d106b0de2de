import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder } from './private-folder.ts';

/**
 * Plain data by key, in memory and, where there is a folder, in a file for each. Everything is done at once, without
 * waiting: what was looked up still holds when it is changed, which is what makes conditions of requests atomic.
 */
export class Documents<T> {
  readonly #folder: string | undefined;
  readonly #values = new Map<string, T>();

  constructor(folder?: string) {
    this.#folder = folder;
    if (folder === undefined) return;
    makePrivateFolder(folder);
    for (const name of readdirSync(folder)) {
      // Left by a process that was killed while it wrote.
      if (!name.endsWith('.json')) rmSync(path.join(folder, name));
      else {
        const { key, value } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { key: string; value: T };
        this.#values.set(key, value);
      }
    }
  }

  get size(): number {
    return this.#values.size;
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: T): void {
    const file = this.#file(key);
    if (file !== undefined) {
      writeFileSync(`${file}.new`, JSON.stringify({ key, value }));
      renameSync(`${file}.new`, file);
    }
    this.#values.set(key, value);
  }

  delete(key: string): void {
    const file = this.#file(key);
    if (file !== undefined) rmSync(file, { force: true });
    this.#values.delete(key);
  }

  /** A digest for a name: keys hold every character. */
  #file(key: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    return path.join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}
