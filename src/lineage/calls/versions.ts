import { sql } from 'kysely';
import { isExternalId, externalId } from '../external.ts';
import type { Store } from '../store.ts';
import type { CallVersion } from './entry.ts';

/** So many versions are known without asking again. */
const remembered = 10_000;

/**
 * Finds which artifact a version is: what a component run has written under the same path with the same bytes is that
 * very version, the newest one where there are several. Everything else is from outside.
 */
export class Versions {
  readonly #store: Pick<Store, 'db' | 'dialect'>;
  /** The artifacts that were found, by path and bytes and when they were written. */
  readonly #found = new Recent<string>();
  /** The versions that nobody had written when they were looked for: that may change any time. */
  readonly #missing = new Set<string>();
  /** Artifacts that are on record for sure. */
  readonly #there = new Recent<true>();

  constructor(store: Pick<Store, 'db' | 'dialect'>) {
    this.#store = store;
  }

  /** Remembers what was just made, for those who read it next. */
  made(version: CallVersion, artifact: string): void {
    this.#there.set(artifact, true);
    if (isPlace(version)) this.#found.set(keyOf(version), artifact);
  }

  /** Forgets what was missing before: it may be there by now. */
  lookAgain(): void {
    this.#missing.clear();
  }

  /** Forgets what was found: what {@link made} told could not be written, and is not there. */
  forget(): void {
    this.#found.clear();
    this.#there.clear();
  }

  /** The artifact of something that was read. It may have to be written yet: see {@link isExternalId}. */
  async idOf(version: CallVersion): Promise<string> {
    const { artifact, layer, key, codec, digest } = version;
    if (artifact !== undefined && (await this.#isThere(artifact))) return artifact;
    return (await this.#newest(version)) ?? externalId(layer, key, codec, digest);
  }

  async #isThere(artifact: string): Promise<boolean> {
    if (this.#there.has(artifact)) return true;
    const row = await this.#store.db.selectFrom('artifact').select('id').where('id', '=', artifact).executeTakeFirst();
    if (row) this.#there.set(artifact, true);
    return row !== undefined;
  }

  async #newest(version: CallVersion): Promise<string | undefined> {
    if (!isPlace(version)) return undefined;
    const known = keyOf(version);
    if (this.#found.has(known) || this.#missing.has(known)) return this.#found.get(known);
    const { db, dialect } = this.#store;
    let query = db.selectFrom('artifact').select('id').where('key', '=', version.key!);
    // As its index has it.
    if (dialect === 'postgres') query = query.where(sql<boolean>`md5(key) = md5(${version.key!})`);
    const rows = await query
      .where('digest', '=', version.digest)
      .where('layer', '=', version.layer)
      // To the letter what the index says: SQLite doesn't draw conclusions.
      .where(sql<boolean>`${sql.ref('layer')} in ('path', 'url')`)
      .orderBy('id', 'desc')
      .limit(2)
      .execute();
    // One of them may be what was read while nobody had written it.
    const id = rows.find((row) => !isExternalId(row.id))?.id;
    if (id === undefined) this.#missing.add(known);
    else this.#found.set(known, id);
    return id;
  }
}

/** A file that could not be read has no version that anyone has written. */
const isPlace = ({ layer, digest }: CallVersion): boolean =>
  (layer === 'path' || layer === 'url') && digest.startsWith('sha256:');

const keyOf = ({ layer, key, digest, stamp = '' }: CallVersion): string => `${layer}\0${key}\0${digest}\0${stamp}`;

/** A map that forgets what was set longest ago. */
class Recent<T> {
  readonly #entries = new Map<string, T>();

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > remembered) this.#entries.delete(this.#entries.keys().next().value!);
  }

  clear(): void {
    this.#entries.clear();
  }
}
