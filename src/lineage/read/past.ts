import type { Kysely } from 'kysely';
import { clean } from '../clean.ts';
import type { NodeStatus, PastInput, PastPlace, PastRun } from '../entries.ts';
import type { Tables } from '../schema.ts';

export async function everRan(db: Kysely<Tables>, components: readonly string[]): Promise<ReadonlySet<string>> {
  if (components.length === 0) return new Set();
  const rows = await db
    .selectFrom('component')
    .select('name')
    .where('name', 'in', components)
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
  db: Kysely<Tables>,
  component: string,
  { after, limit }: { readonly after?: PastPlace; readonly limit: number },
): Promise<PastRun[]> {
  let query = db
    .selectFrom('component_run')
    .select(['id', 'run', 'node', 'status', 'identity', 'code', 'params', 'cached_from as cachedFrom'])
    .select(['started_at as startedAt', 'ended_at as endedAt'])
    .where('component', '=', clean(component))
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

/** By component run; those that nothing came into are not in it. */
export async function inputsOf(db: Kysely<Tables>, ids: readonly string[]): Promise<ReadonlyMap<string, PastInput[]>> {
  const rows = await db
    .selectFrom('component_run_input as input')
    .innerJoin('artifact', 'artifact.id', 'input.artifact')
    .innerJoin('component_run as maker', 'maker.id', 'artifact.made_by')
    .select(['input.component_run as reader', 'input.name', 'artifact.codec', 'artifact.digest'])
    .select(['maker.id as madeBy', 'maker.node', 'maker.component'])
    .where('input.component_run', 'in', ids)
    .orderBy('input.component_run')
    .orderBy('input.position')
    .execute();
  const inputs = new Map<string, PastInput[]>();
  for (const { reader, node, component, ...input } of rows) {
    const of = inputs.get(reader);
    const one = { ...input, node: node ?? component };
    if (of) of.push(one);
    else inputs.set(reader, [one]);
  }
  return inputs;
}
