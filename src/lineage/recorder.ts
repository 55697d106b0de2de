import { RecordClosed } from './errors.ts';
import type { CodeManifest, ComponentRunEntry, FoundRun, RunEnd, RunStart } from './entries.ts';
import { Gathering, aMoment, aTurn } from './gathering.ts';
import type { Recorder } from './record.ts';
import { rowsOfCode, rowsOfEntries, rowsOfStart } from './rows.ts';
import type { Store } from './store.ts';

/** How much goes into one transaction: enough to be fast, little enough to let others have their turn. */
const groupWeight = 1000;

/** An entry counts one; many inputs and large inline values count more. */
function weightOf(entry: ComponentRunEntry): number {
  let bytes = 0;
  for (const { inline } of entry.artifacts) bytes += inline?.length ?? 0;
  return 1 + entry.inputs.length / 10 + bytes / 4096;
}

/** Writes to a store; entries that come in one turn of the event loop go together, and so do lookups that come at once. */
export class StoreRecorder implements Recorder {
  readonly #store: Store;
  readonly #commits: Gathering<ComponentRunEntry, undefined>;
  readonly #finds: Gathering<string, FoundRun | undefined>;
  #closed = false;

  constructor(store: Store) {
    this.#store = store;
    this.#commits = new Gathering(
      async (entries) => {
        await this.#do(() => store.write(rowsOfEntries(entries)));
        return entries.map(() => undefined);
      },
      { limit: groupWeight, pause: aTurn, weigh: weightOf },
    );
    this.#finds = new Gathering(
      async (identities) => {
        const found = await this.#do(() => store.find([...new Set(identities)]));
        return identities.map((identity) => found.get(identity));
      },
      { limit: groupWeight, pause: aMoment },
    );
  }

  async startRun(start: RunStart): Promise<void> {
    this.#mustBeOpen();
    await this.#do(async () => {
      await this.#forgetDependencies(start);
      await this.#store.write(rowsOfStart(start));
    });
  }

  async keepCode(manifests: readonly CodeManifest[]): Promise<void> {
    this.#mustBeOpen();
    await this.#do(() => this.#store.write([rowsOfCode(manifests)]));
  }

  async find(identity: string): Promise<FoundRun | undefined> {
    this.#mustBeOpen();
    return this.#finds.add(identity);
  }

  async commit(entry: ComponentRunEntry): Promise<void> {
    this.#mustBeOpen();
    return this.#commits.add(entry);
  }

  async markDamaged(artifact: string): Promise<void> {
    this.#mustBeOpen();
    await this.#do(() =>
      this.#store.db
        .updateTable('artifact')
        .set({ damaged: 1 })
        .where((where) =>
          where.or([
            where('id', '=', artifact),
            where('key', '=', where.selectFrom('artifact as a').select('a.key').where('a.id', '=', artifact)),
          ]),
        )
        .execute(),
    );
  }

  async endRun(run: string, { status, endedAt, counts, error }: RunEnd): Promise<void> {
    this.#mustBeOpen();
    const end = { status, ended_at: endedAt, counts: JSON.stringify(counts), error };
    await this.#do(() => this.#store.db.updateTable('pipeline_run').set(end).where('id', '=', run).execute());
  }

  /** Waits for what is queued; after it, nothing is taken any more. */
  async finish(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#commits.drain(), this.#finds.drain()]);
  }

  /** What a component depended on in an earlier version of the code is not true any more. */
  async #forgetDependencies({ components, dependencies }: RunStart): Promise<void> {
    if (components.length === 0) return;
    const names = components.map(({ name }) => name);
    const { db } = this.#store;
    const before = await db.selectFrom('component_dependency').selectAll().where('component', 'in', names).execute();
    const now = new Set(dependencies.map((pair) => JSON.stringify(pair)));
    for (const { component, depends_on } of before) {
      if (now.has(JSON.stringify([component, depends_on]))) continue;
      await db
        .deleteFrom('component_dependency')
        .where('component', '=', component)
        .where('depends_on', '=', depends_on)
        .execute();
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new RecordClosed(this.#store.place);
  }

  async #do<T>(work: () => Promise<T> | T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#store.translate(error);
    }
  }
}
