import { randomBytes } from 'node:crypto';
import type { ArtifactRef } from '../storage/ref.ts';
import type { Claim } from './claim.ts';
import { recordClosed } from './errors.ts';
import type { FoundRun } from './query-results.ts';
import type { CodeManifest, ComponentRunEntry, RunEnd, RunStart } from './entries.ts';
import { Batcher, aMoment, aTurn } from './batcher.ts';
import { translated } from './lease-store.ts';
import { type LeaseOptions, Leases } from './leases.ts';
import type { Recorder } from './record.ts';
import { rowsOfCode, rowsOfEntries, rowsOfStart } from './rows.ts';
import type { Store } from './store.ts';
import { type Kysely, sql } from 'kysely';
import { latestNow } from './clock-skew.ts';
import type { Tables } from './schema.ts';
import { madeBy } from './read/artifacts.ts';

/** How much goes into one transaction: enough to be fast, little enough to let others have their turn. */
const groupWeight = 1000;

interface Commit {
  readonly entry: ComponentRunEntry;
  readonly claim: Claim | undefined;
}

/** An identity, and the digests of dependencies that are known not to hold any more. */
interface Wanted {
  readonly identity: string;
  readonly outdated: ReadonlySet<string> | undefined;
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
  readonly #commits: Batcher<Commit, boolean>;
  readonly #leases = new Set<Leases>();
  readonly #finds: Batcher<Wanted, FoundRun | undefined>;
  /** Digests of texts that this process knows to be in the record. */
  readonly #kept = new Set<string>();
  #closed = false;

  constructor(store: Store) {
    this.#store = store;
    this.#commits = new Batcher((commits) => this.#do(() => this.#commitAll(commits)), {
      limit: groupWeight,
      pause: aTurn,
      weigh: weightOf,
    });
    this.#finds = new Batcher(
      async (wanted) => {
        const [any, others] = [wanted.filter(({ outdated }) => !outdated), wanted.filter(({ outdated }) => outdated)];
        const found = any.length === 0 ? undefined : await this.#find(any, []);
        const other = others.length === 0 ? undefined : await this.#find(others, [...others.at(-1)!.outdated!]);
        return wanted.map(({ identity, outdated }) => (outdated ? other : found)!.get(identity));
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
  find(identity: string, outdated?: ReadonlySet<string>): Promise<FoundRun | undefined> {
    const wanted = { identity, outdated: outdated && outdated.size > 0 ? outdated : undefined };
    return this.#closed ? this.#refuse() : this.#finds.add(wanted);
  }

  async candidates(identity: string): Promise<FoundRun[]> {
    this.#mustBeOpen();
    const found = await this.#do(() => candidates(this.#store.db, identity));
    const made = await this.made(found.map(({ id }) => id));
    return found.map((one, i) => ({ ...one, artifacts: [...made[i]!] }));
  }

  #find(wanted: readonly Wanted[], outdated: readonly string[]): Promise<ReadonlyMap<string, FoundRun>> {
    const identities = [...new Set(wanted.map(({ identity }) => identity))];
    return this.#do(() => this.#store.find(identities, outdated));
  }

  async secretKey(name: string): Promise<string> {
    this.#mustBeOpen();
    const { db } = this.#store;
    return this.#do(async () => {
      const known = db.selectFrom('secret_key').select('value').where('name', '=', name);
      const found = await known.executeTakeFirst();
      if (found) return found.value;
      // If two processes ask for the first time, one creates it and both use that.
      const made = { name, value: randomBytes(32).toString('base64url') };
      await this.#store.write([{ table: 'secret_key', rows: [made], onConflict: { keep: true } }]);
      return (await known.executeTakeFirstOrThrow()).value;
    });
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
    const kept = tolerated.length === 0 ? null : JSON.stringify(tolerated);
    const end = { status, ended_at: endedAt, counts: JSON.stringify(counts), error, tolerated: kept };
    await this.#do(() => this.#store.db.updateTable('pipeline_run').set(end).where('id', '=', run).execute());
  }

  /** Waits for what is queued; after it, nothing is taken any more. */
  async finish(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#commits.drain(), this.#finds.drain()]);
  }

  /** Writes all together, but leaves out those whose claim is lost. */
  async #commitAll(all: readonly Commit[]): Promise<boolean[]> {
    const gone = new Set<string>();
    for (;;) {
      const commits = gone.size === 0 ? all : all.filter(({ claim }) => !claim || !gone.has(claim.token));
      const claims = commits.flatMap(({ claim }) => claim ?? []);
      const rows = rowsOfEntries(
        commits.map(({ entry }) => entry),
        (digest) => this.#kept.has(digest),
      );
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
    const isWritten = ({ claim }: Commit): boolean => !claim || !gone.has(claim.token);
    for (const commit of all) {
      if (isWritten(commit)) for (const { digest } of commit.entry.dependencies?.texts ?? []) this.#kept.add(digest);
    }
    return all.map(isWritten);
  }

  /** Forgets what a component depended on in an earlier version of the code: it is not true any more. */
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
    throw recordClosed(this.#store.place);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw recordClosed(this.#store.place);
  }

  async #do<T>(work: () => Promise<T> | T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#store.translate(error);
    }
  }
}

/** As many are worth looking at. */
const most = 20;

/** The newest component runs that have an identity and no damaged artifact, for who can't use the newest. */
export async function candidates(db: Kysely<Tables>, identity: string): Promise<Omit<FoundRun, 'artifacts'>[]> {
  return db
    .selectFrom('component_run as r')
    .select(['r.id', 'r.run', 'r.started_at as startedAt', 'r.ended_at as endedAt', 'r.dependencies'])
    .where('r.identity', '=', identity)
    .where('r.status', '=', 'ran')
    .where('r.ended_at', '<=', latestNow())
    .where(
      sql<boolean>`not exists (select 1 from artifact as d where ${sql.raw(madeBy('d', 'r.id'))} and d.damaged = 1)`,
    )
    .orderBy('r.ended_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(most)
    .execute();
}
