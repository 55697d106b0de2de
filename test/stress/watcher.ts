import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { S3Driver } from '../../src/storage/s3/driver.ts';

interface Row {
  readonly id: string;
  readonly key: string;
  readonly digest: string;
  readonly size: number;
}

/** Looks at every artifact as soon as the record has it, and at all of them in the end: is it whole? */
export class Watcher {
  readonly #file: string;
  readonly #driver: S3Driver;
  readonly #wrong: string[] = [];
  readonly #seen = new Map<string, Row>();
  readonly #stopped = new AbortController();
  readonly #watching: Promise<void>;

  constructor(file: string, driver: S3Driver) {
    this.#file = file;
    this.#driver = driver;
    this.#watching = this.#watch();
  }

  /** How many it has seen, and what was wrong with them. */
  async end(): Promise<{ readonly seen: number; readonly wrong: readonly string[] }> {
    this.#stopped.abort();
    await this.#watching;
    for (const row of this.#seen.values()) await this.#check(row);
    return { seen: this.#seen.size, wrong: this.#wrong };
  }

  async #watch(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#look();
      await setTimeout(50);
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    if (!existsSync(this.#file)) return;
    for (const row of this.#rows()) {
      if (this.#seen.has(row.id)) continue;
      this.#seen.set(row.id, row);
      await this.#check(row);
    }
  }

  #rows(): Row[] {
    const record = new DatabaseSync(this.#file, { readOnly: true });
    try {
      const query = 'select id, key, digest, size from artifact where key is not null';
      return record.prepare(query).all() as unknown as Row[];
    } catch (error) {
      // Its tables are still being made, or somebody writes.
      if (/no such table|locked|busy/.test(String(error))) return [];
      throw error;
    } finally {
      record.close();
    }
  }

  async #check({ key, digest, size }: Row): Promise<void> {
    const bytes = await this.#driver.get(key).catch((error: unknown) => error as Error);
    if (bytes instanceof Error) return void this.#wrong.push(`${key}: ${bytes.message}`);
    const is = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (is !== digest || bytes.byteLength !== size)
      this.#wrong.push(`${key}: ${bytes.byteLength} of ${size} bytes, ${is}`);
  }
}
