import type { Kysely } from 'kysely';
import type { OutputIdSummary } from '../query-results.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';

/** The output ids of these component runs, newest first. */
export function outputIdsOf(db: Kysely<Tables>, componentRuns: readonly string[]): Promise<OutputIdSummary[]> {
  return db
    .selectFrom('output_id')
    .select(['id', 'label', 'component_run as componentRun'])
    .where('component_run', 'in', componentRuns)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Gives the output ids of everything that a run ran itself or found again: those of `first`, then the newest. */
export function outputIds(
  { db }: Pick<Store, 'db'>,
  run: string,
  { limit = 100, first = '' }: { readonly limit?: number; readonly first?: string | undefined } = {},
): Promise<OutputIdSummary[]> {
  return db
    .with('served', (cte) =>
      cte
        .selectFrom('component_run')
        .select('id')
        .where('run', '=', run)
        .union(
          cte
            .selectFrom('component_run')
            .select((column) => column.ref('cached_from').$notNull().as('id'))
            .where('run', '=', run)
            .where('cached_from', 'is not', null),
        ),
    )
    .selectFrom('served')
    .innerJoin('output_id', 'output_id.component_run', 'served.id')
    .select(['output_id.id', 'output_id.label', 'output_id.component_run as componentRun'])
    .orderBy((column) => column('output_id.component_run', '=', first), 'desc')
    .orderBy('output_id.created_at', 'desc')
    .orderBy('output_id.id', 'desc')
    .limit(limit)
    .execute();
}
