import type { ArtifactRef } from '../storage/ref.ts';
import type { Claim } from './claim.ts';
import { clean } from './clean.ts';
import { RecordClosed } from './errors.ts';
import type { FoundRun } from './answers.ts';
import type { CodeManifest, ComponentRunEntry, RunEnd, RunStart } from './entries.ts';
import { Gathering, aMoment, aTurn } from './gathering.ts';
import { translated } from './lease-store.ts';
import { type LeaseOptions, Leases } from './leases.ts';
import type { Recorder } from './record.ts';
import { rowsOfCode, rowsOfEntries, rowsOfStart } from './rows.ts';
import type { Store } from './store.ts';

/** How much goes into one transaction: enough to be fast, little enough to let others have their turn. */
const groupWeight = 1000;

interface Commit {
  readonly entry: ComponentRunEntry;
  readonly claim: Claim | undefined;
}

/** An entry counts one; many inputs and large inline values count more. */
function weightOf({ entry }: Commit): number {
  let bytes = 0;
  for (const { inline } of entry.artifacts) bytes += inline?.length ?? 0;
  return 1 + entry.inputs.length / 10 + bytes / 4096;
}

/** Writes to a store; entries that come in one turn of the event loop go together, and so do lookups that come at once. */
export class StoreRecorder implements Recorder {
  readonly #store: Store;
  readonly #commits: Gathering<Commit, boolean>;
  readonly #leases = new Set<Leases>();
  readonly #finds: Gathering<string, FoundRun | undefined>;
  #closed = false;

  constructor(store: Store) {
    this.#store = store;
    this.#commits = new Gathering((commits) => this.#do(() => this.#commitAll(commits)), {
      limit: groupWeight,
      pause: aTurn,
      weigh: weightOf,
    });
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

  // Asked for every node: no promise more than is needed.
  find(identity: string): Promise<FoundRun | undefined> {
    return this.#closed ? this.#refuse() : this.#finds.add(identity);
  }

  async made(componentRuns: readonly string[]): Promise<readonly (readonly ArtifactRef[])[]> {
    this.#mustBeOpen();
    return this.#do(() => this.#store.made(componentRuns));
  }

  commit(entry: ComponentRunEntry, claim?: Claim): Promise<boolean> {
    return this.#closed ? this.#refuse() : this.#commits.add({ entry, claim });
  }

  async join(options: LeaseOptions): Promise<Leases> {
    this.#mustBeOpen();
    const leases = await this.#do(() => Leases.join(translated(this.#store.leases, this.#store.translate), options));
    this.#leases.add(leases);
    return leases;
  }

  async leave(leases: Leases): Promise<void> {
    this.#leases.delete(leases);
    await this.#do(() => leases.leave());
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

  async endRun(run: string, { status, endedAt, counts, error, tolerated = [] }: RunEnd): Promise<void> {
    this.#mustBeOpen();
    const kept = tolerated.length === 0 ? null : clean(JSON.stringify(tolerated));
    const end = { status, ended_at: endedAt, counts: JSON.stringify(counts), error, tolerated: kept };
    await this.#do(() => this.#store.db.updateTable('pipeline_run').set(end).where('id', '=', run).execute());
  }

  /** Waits for what is queued; after it, nothing is taken any more. */
  async finish(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#commits.drain(), this.#finds.drain()]);
  }

  /** Those whose claim is lost are left out; the others go together. */
  async #commitAll(all: readonly Commit[]): Promise<boolean[]> {
    const gone = new Set<string>();
    for (;;) {
      const commits = gone.size === 0 ? all : all.filter(({ claim }) => !claim || !gone.has(claim.token));
      const claims = commits.flatMap(({ claim }) => claim ?? []);
      const rows = rowsOfEntries(commits.map(({ entry }) => entry));
      if (claims.length === 0) {
        await this.#store.write(rows);
        break;
      }
      const ended = claims.filter(({ isTaken }) => isTaken);
      const written = await this.#store.writeGuarded(rows, {
        holders: [...new Set(claims.map(({ token }) => token))],
        ended: ended.map(({ identity, token }) => ({ identity, holder: token })),
      });
      for (const leases of this.#leases) {
        if (written.company) leases.noticeCompany();
        for (const token of written.gone) leases.lost(token);
      }
      for (const token of written.gone) gone.add(token);
      if (written.gone.length > 0) continue;
      for (const claim of ended) claim.isEnded = true;
      break;
    }
    return all.map(({ claim }) => !claim || !gone.has(claim.token));
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

  async #refuse(): Promise<never> {
    throw new RecordClosed(this.#store.place);
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
