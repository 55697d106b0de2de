import { sql } from 'kysely';
import type { ArtifactRef } from '../../storage/ref.ts';
import type { RunResult } from '../query-results.ts';
import type { NodeStatus } from '../entries.ts';
import type { Store } from '../store.ts';
import { madeBy } from './artifacts.ts';
import { errorOf } from './nodes.ts';
import { inBatches } from '../../values/in-batches.ts';

/** The manifests of everything that a run ran or found again. */
export async function codesOf({ db }: Pick<Store, 'db'>, run: string): Promise<string[]> {
  const rows = await db
    .selectFrom('component_run')
    .select((column) => column.ref('code').$notNull().as('code'))
    .distinct()
    .where('run', '=', run)
    .where('code', 'is not', null)
    .orderBy('code')
    .execute();
  return rows.map(({ code }) => code);
}

/** Digests of what everything that a run ran or found again used besides its code, each once. */
export async function dependenciesOfRun({ db }: Pick<Store, 'db'>, run: string): Promise<string[]> {
  const rows = await db
    .selectFrom('component_run as r')
    .innerJoin('component_run as m', (join) => join.on('m.id', '=', sql<string>`coalesce(r.cached_from, r.id)`))
    .select((column) => column.ref('m.dependencies').$notNull().as('dependencies'))
    .distinct()
    .where('r.run', '=', run)
    .where('m.dependencies', 'is not', null)
    .orderBy('dependencies')
    .execute();
  return rows.map(({ dependencies }) => dependencies);
}

/** The text of one source or manifest. */
export async function code({ db }: Pick<Store, 'db'>, digest: string): Promise<string | undefined> {
  const row = await db.selectFrom('code').select('content').where('digest', '=', digest).executeTakeFirst();
  return row?.content;
}

export async function codes(
  { db }: Pick<Store, 'db'>,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const asked of inBatches(digests)) {
    const rows = await db.selectFrom('code').select(['digest', 'content']).where('digest', 'in', asked).execute();
    for (const { digest, content } of rows) found.set(digest, content);
  }
  return found;
}

interface ResultRow {
  readonly id: string;
  readonly node: string;
  readonly status: string;
  readonly error: string | null;
  readonly artifact: string | null;
  readonly name: string;
  readonly codec: string;
  readonly digest: string;
  readonly size: number;
  readonly layer: string;
  readonly key: string | null;
}

const ofOutput = sql.raw(
  `a.id as artifact, ${['name', 'codec', 'digest', 'size', 'layer', 'key'].map((name) => `a.${name}`).join(', ')}`,
);

/**
 * Tells what became of each node of a run in the end, not of what tasks called on the way; outputs are found by the key
 * of whoever made them.
 */
export async function resultsOf({ db, dialect }: Pick<Store, 'db' | 'dialect'>, run: string): Promise<RunResult[]> {
  const maker = 'coalesce(r.cached_from, r.id)';
  const made = sql`${sql.raw(madeBy('a', maker))} and a.name = 'output'`;
  // Without the offset, PostgreSQL would rather read all artifacts.
  const output =
    dialect === 'sqlite'
      ? sql`left join artifact as a on ${made}`
      : sql`left join lateral (select * from artifact as a where ${made} offset 0) as a on true`;
  const { rows } = await sql<ResultRow>`
    select r.id, coalesce(r.node, r.component) as node, r.status, r.error, ${ofOutput}
    from component_run as r ${output}
    where r.run = ${run} and r.node is not null
    order by r.ended_at desc, r.id desc, a.id`.execute(db);
  const results = new Map<string, RunResult>();
  // The last attempt comes first, and so does its output: what a task has stored may be called the same.
  for (const { id, node, status, error, artifact, ...rest } of rows) {
    if (results.has(node)) continue;
    const { name, codec, digest, size, layer, key } = rest;
    const made = artifact === null ? null : { id: artifact, name, codec, digest, size, layer, key };
    results.set(node, { componentRun: id, node, status: status as NodeStatus, output: made, error: errorOf(error) });
  }
  return [...results.values()];
}

/** The bytes of artifacts that are in the record itself. */
export async function inlineOf({ db }: Pick<Store, 'db'>, artifact: string): Promise<ArtifactRef['inline']> {
  const row = await db.selectFrom('artifact').select('inline').where('id', '=', artifact).executeTakeFirst();
  return row?.inline ?? null;
}
