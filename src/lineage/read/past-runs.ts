import { sql } from 'kysely';
import type { PastInput, PastPlace, PastRun } from '../query-results.ts';
import type { NodeStatus } from '../entries.ts';
import { external } from '../external.ts';
import type { Store } from '../store.ts';

export async function everRan({ db }: Pick<Store, 'db'>, components: readonly string[]): Promise<ReadonlySet<string>> {
  if (components.length === 0) return new Set();
  const rows = await db
    .selectFrom('component')
    .select('name')
    .where('name', 'in', components)
    .where('name', '<>', external.component)
    .where((where) =>
      where.exists(
        where
          .selectFrom('component_run')
          .select('component_run.id')
          .whereRef('component_run.component', '=', 'component.name'),
      ),
    )
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/** Walks the index by component and time: the cost is the limit's, however much there is. */
export async function pastRuns(
  { db }: Pick<Store, 'db'>,
  component: string,
  { after, limit }: { readonly after?: PastPlace; readonly limit: number },
): Promise<PastRun[]> {
  let query = db
    .selectFrom('component_run')
    .select(['id', 'run', 'node', 'status', 'identity', 'code', 'place', 'params', 'cached_from as cachedFrom'])
    .select(['started_at as startedAt', 'ended_at as endedAt'])
    .where('component', '=', component)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after) {
    const { id, endedAt } = after;
    query = query
      .where('ended_at', '<=', endedAt)
      .where((where) => where.or([where('ended_at', '<', endedAt), where('id', '<', id)]));
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, status: row.status as NodeStatus }));
}

interface InputRow extends PastInput {
  readonly reader: string;
}

/** By component run; those that nothing came into are not in it. Text that is always the same: a chain asks node by node. */
export async function inputsOf(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PastInput[]>> {
  const asked =
    dialect === 'sqlite' ? sql`in (select value from json_each(${JSON.stringify(ids)}))` : sql`= any(${ids})`;
  const { rows } = await sql<InputRow>`
    select i.component_run as reader, i.name, a.codec, a.digest, m.id as "madeBy", coalesce(m.node, m.component) as node
    from component_run_input as i
    join artifact as a on a.id = i.artifact
    join component_run as m on m.id = a.made_by
    where i.component_run ${asked}
    order by i.component_run, i.position`.execute(db);
  const inputs = new Map<string, PastInput[]>();
  for (const { reader, ...input } of rows) {
    const of = inputs.get(reader);
    if (of) of.push(input);
    else inputs.set(reader, [input]);
  }
  return inputs;
}
