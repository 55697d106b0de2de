import { randomBytes } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import path from 'node:path';
import { removeEmptyFolders } from '../../storage/empty-folders.ts';
import type { StorageDriver, UnfinishedWrite } from '../../storage/driver.ts';
import { ArtifactDamaged } from '../../storage/errors.ts';
import { contentKey } from '../../storage/files/keys.ts';
import { type Leftover, gone, putAside } from './leftover.ts';
import type { Idleness } from './owners.ts';
import type { LayerPlace, Sought } from './search-places.ts';

/** So many keys are asked about at a time. */
const batchSize = 500;

/**
 * Files of one layer that lie under their digests. Any run may have put them there, and any artifact may have them: as
 * itself, or in the list of a folder. What no artifact of this record has is left over, if nobody else keeps files in
 * the layer and no run is at work.
 */
export class SharedFiles {
  /** True if a run that this record doesn't know has kept files in the layer. */
  othersKeep = false;
  /** True if some of them are needed, or will be. */
  areNeeded = false;
  /** The number of files that are left alone because others may need them. */
  left = 0;
  readonly #at: LayerPlace;
  readonly #sought: Sought;
  readonly #idleness: Idleness;
  #batch: string[] = [];
  readonly #unpointed: string[] = [];
  readonly #unfinished: UnfinishedWrite[] = [];

  constructor(at: LayerPlace, sought: Sought, idleness: Idleness) {
    this.#at = at;
    this.#sought = sought;
    this.#idleness = idleness;
  }

  async consider(key: string): Promise<void> {
    this.#batch.push(key);
    if (this.#batch.length >= batchSize) await this.#settle();
  }

  considerUnfinished(one: UnfinishedWrite): void {
    this.#unfinished.push(one);
  }

  /** Gives the files that nobody needs. To be called once, after everything else was looked at. */
  async leftovers(): Promise<Leftover[]> {
    await this.#settle();
    if (this.#unpointed.length + this.#unfinished.length === 0) return [];
    const needed = this.#unpointed.length === 0 ? new Set<string>() : await this.#listed();
    const unneeded = this.#unpointed.filter((key) => !needed.has(key));
    if (unneeded.length < this.#unpointed.length) this.areNeeded = true;
    if (this.othersKeep) this.left = unneeded.length + this.#unfinished.length;
    if (this.othersKeep || !(await this.#idleness.check())) {
      this.areNeeded = true;
      return [];
    }
    const found: Leftover[] = [];
    for (const key of unneeded) {
      const leftover = await this.#wholeOne(key);
      if (leftover) found.push(leftover);
      else this.areNeeded = true;
    }
    return [...found, ...this.#unfinished.flatMap((one) => this.#unfinishedOne(one) ?? [])];
  }

  async #settle(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const pointedAt = await this.#sought.record.pointedAt(batch);
    if (pointedAt.size > 0) this.areNeeded = true;
    this.#unpointed.push(...batch.filter((key) => !pointedAt.has(key)));
  }

  /** Gives the keys that lists of folders in this layer name. */
  async #listed(): Promise<Set<string>> {
    const { record, layers, artifacts } = this.#sought;
    const listed = new Set<string>();
    for (const folder of await record.keptFolders()) {
      if (!layers.names.includes(folder.layer) || layers.driver(folder.layer).place('') !== this.#at.place) continue;
      try {
        const { files } = await artifacts.files.openFolder({ ...folder, inline: null, blocks: null });
        for (const { path, digest } of files) listed.add(contentKey(folder.key!, digest, path));
      } catch (error) {
        // Without its list there is no folder: whoever makes it again keeps the files again.
        if (!(error instanceof ArtifactDamaged)) throw error;
      }
    }
    return listed;
  }

  #isOld(modified: number | undefined): boolean {
    return modified !== undefined && Date.now() - modified >= this.#sought.age;
  }

  async #wholeOne(key: string): Promise<Leftover | undefined> {
    const { driver } = this.#at;
    const [size, modified] = await Promise.all([driver.size(key), driver.modified?.(key)]);
    if (size === undefined || !this.#isOld(modified)) return undefined;
    return { ...this.#of('file', key), size, whole: true, discard: () => discard(driver, key, this.#idleness) };
  }

  #unfinishedOne({ key, size, modified, discard: drop }: UnfinishedWrite): Leftover | undefined {
    if (!this.#isOld(modified)) return undefined;
    const isIdle = (): Promise<boolean> => this.#idleness.check();
    return { ...this.#of('draft', key), size, whole: false, discard: async () => (await isIdle()) && gone(drop()) };
  }

  #of(what: Leftover['what'], key: string): Omit<Leftover, 'size' | 'whole' | 'discard'> {
    return { what, key, place: this.#at.driver.place(key), componentRun: null, run: null };
  }
}

/**
 * Takes a file away that a run may begin to need at any moment. Where it can be put aside first, that is done before the
 * last look: a run that had found it there is on record by then, and gets it back. One that comes later writes its own.
 */
async function discard(driver: StorageDriver, key: string, idleness: Idleness): Promise<boolean> {
  if (!(await idleness.check())) return false;
  const at = driver.local?.(key);
  if (at === undefined) return gone(driver.remove(key));
  const aside = `${at}.${randomBytes(6).toString('hex')}.partial`;
  if (!(await putAside(at, aside))) return true;
  const isIdle = await idleness.check();
  if (!isIdle) await link(aside, at).catch(() => undefined);
  await rm(aside, { force: true });
  if (isIdle) await removeEmptyFolders(path.dirname(at), driver.place(''));
  return isIdle;
}
