import type { StorageDriver } from '../../storage/driver.ts';
import { keeperOf } from '../../storage/files/content-keepers.ts';
import { isUnderDigest } from '../../storage/files/keys.ts';
import { folderOf, readKey } from '../../storage/artifact-key.ts';
import { momentOf } from '../../values/id.ts';
import { type Leftover, type Looked, gone } from './leftover.ts';
import { type Idleness, Owners } from './owners.ts';
import { SharedFiles } from './shared-files.ts';
import type { LayerPlace, Sought } from './search-places.ts';

/** So many keys are asked about at a time. */
const batchSize = 500;

/** A key, and how to let go of what is kept under it. */
interface Candidate extends Omit<Leftover, 'place' | 'size' | 'componentRun'> {
  readonly componentRun: string;
  readonly size: () => Promise<number | null | undefined>;
}

/** Tells by the ids of component runs whose everything is that lies there, and by the record who points at it. */
export async function findLayerLeftovers(at: LayerPlace, sought: Sought, idleness: Idleness): Promise<Looked> {
  const { layer, place } = at;
  const look = new LayerLook(at, sought, idleness);
  try {
    await look.run();
    return { layer, place, ...look.found, error: undefined };
  } catch (error) {
    return { layer, place, ...look.found, error };
  }
}

class LayerLook {
  readonly #driver: StorageDriver;
  readonly #sought: Sought;
  readonly #files: SharedFiles;
  readonly #leftovers: Leftover[] = [];
  #batch: Candidate[] = [];
  #foreign = 0;
  #count = 0;

  constructor(at: LayerPlace, sought: Sought, idleness: Idleness) {
    this.#driver = at.driver;
    this.#sought = sought;
    this.#files = new SharedFiles(at, sought, idleness);
  }

  get found(): Pick<Looked, 'leftovers' | 'foreign' | 'shared'> {
    return { leftovers: this.#leftovers, foreign: this.#foreign, shared: this.#files.left };
  }

  async run(): Promise<void> {
    const { record, project, age } = this.#sought;
    const driver = this.#driver;
    // Before the record is asked what it points at: what is over by now commits nothing more.
    const owners = new Owners(await record.runSpans(), Date.now(), age);
    const prefix = `${folderOf(project, '', '').split('/')[0]}/`;
    const notes: Leftover[] = [];
    for await (const key of driver.list(prefix)) {
      const keeper = keeperOf(key);
      if (keeper !== undefined) {
        const owner = owners.of(keeper);
        if (owner === 'unknown') this.#files.othersKeep = true;
        if (typeof owner !== 'string') notes.push(this.#note(key, keeper, owner.id));
        continue;
      }
      if (isUnderDigest(key)) {
        this.#seen();
        await this.#files.consider(key);
        continue;
      }
      const size = async (): Promise<number | undefined> => driver.size(key);
      await this.#consider(owners, readKey(key)?.componentRun, {
        what: 'version',
        key,
        whole: true,
        size,
        discard: () => gone(driver.remove(key)),
      });
    }
    for await (const one of driver.unfinished?.(prefix) ?? []) {
      const componentRun = one.componentRun ?? readKey(one.key)?.componentRun;
      if (componentRun === undefined) {
        if (isUnderDigest(one.key)) this.#files.considerUnfinished(one);
        continue;
      }
      await this.#consider(owners, componentRun, {
        what: 'draft',
        key: one.key,
        whole: false,
        size: async () => one.size,
        discard: () => gone(one.discard()),
      });
    }
    await this.#settle();
    this.#leftovers.push(...(await this.#files.leftovers()));
    // One of ours stays as long as there are files: by it, others see that they are not alone.
    const newestFirst = notes.toSorted((a, b) => momentOf(b.componentRun!) - momentOf(a.componentRun!));
    this.#leftovers.push(...newestFirst.slice(this.#files.areNeeded ? 1 : 0));
  }

  #note(key: string, componentRun: string, run: string): Leftover {
    const driver = this.#driver;
    const rest = { size: 0, whole: true, discard: () => gone(driver.remove(key)) };
    return { what: 'note', key, place: driver.place(key), componentRun, run, ...rest };
  }

  #seen(): void {
    this.#sought.seen?.((this.#count += 1));
  }

  async #consider(
    owners: Owners,
    componentRun: string | undefined,
    rest: Omit<Candidate, 'componentRun' | 'run'>,
  ): Promise<void> {
    if (componentRun === undefined) return;
    this.#seen();
    const owner = owners.of(componentRun);
    if (owner === 'unknown') this.#foreign += 1;
    if (typeof owner === 'string') return;
    this.#batch.push({ componentRun, run: owner.id, ...rest });
    if (this.#batch.length >= batchSize) await this.#settle();
  }

  async #settle(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const pointedAt = await this.#sought.record.pointedAt(batch.flatMap(({ key, whole }) => (whole ? key : [])));
    for (const { size: measure, ...one } of batch) {
      if (one.whole && pointedAt.has(one.key)) continue;
      const size = await measure();
      if (size !== undefined) this.#leftovers.push({ ...one, size, place: this.#driver.place(one.key) });
    }
  }
}
