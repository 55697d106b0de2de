import { type Kysely, sql } from 'kysely';
import type { UsedSpace } from '../answers.ts';
import { outside } from '../outside.ts';
import type { Tables } from '../schema.ts';

/** What artifacts take, by task and layer. What is handed on is listed again and kept once: it counts for its maker. */
export async function usedSpace(db: Kysely<Tables>): Promise<UsedSpace[]> {
  const rows = await db
    .with('kept', (cte) =>
      cte
        .selectFrom('artifact')
        .select((column) => column.fn.min('id').as('id'))
        .where('key', 'is not', null)
        .groupBy(['layer', 'key'])
        .unionAll(cte.selectFrom('artifact').select('id').where('key', 'is', null)),
    )
    .selectFrom('kept')
    .innerJoin('artifact as a', 'a.id', 'kept.id')
    .innerJoin('component_run as r', 'r.id', 'a.made_by')
    .select(['r.component', 'a.layer'])
    .select([sql<number | string>`count(*)`.as('artifacts'), sql<number | string>`sum(a.size)`.as('size')])
    // What lies elsewhere takes nothing of ours.
    .where('a.layer', 'not in', ['path', 'url', 'value'])
    .where('r.id', '<>', outside.componentRun)
    .groupBy(['r.component', 'a.layer'])
    .execute();
  return rows
    .map(({ component, layer, artifacts, size }) => ({
      component,
      layer,
      artifacts: Number(artifacts),
      size: Number(size),
    }))
    .toSorted((a, b) => b.size - a.size || (a.component < b.component ? -1 : 1));
}
