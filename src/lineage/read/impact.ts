import { sql } from 'kysely';
import type { CodeUse, ImpactStart, Reached, ReachedOutput } from '../impact.ts';
import type { Store } from '../store.ts';
import { impactIdsQuery, impactQuery } from './impact-query.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

/** Everything that came from a start, itself first: as the database finds it, nearest first. */
export async function* impact({ dialect, stream }: Store, start: ImpactStart): AsyncGenerator<Reached> {
  for await (const row of stream(impactQuery(dialect, start))) {
    const pairs = parseRecorded<[string, string | null][]>(row.some ?? '[]');
    yield {
      componentRun: row.id,
      isStart: row.is_start === 1,
      component: row.component,
      node: row.node,
      status: row.status,
      run: row.run,
      endedAt: row.ended_at,
      outputIds: Number(row.output_ids),
      some: pairs.map(([id, label]) => ({ id, label })),
    };
  }
}

export function impactIds({ dialect, stream }: Store, start: ImpactStart): AsyncIterable<ReachedOutput> {
  return stream(impactIdsQuery(dialect, start));
}

/** The code by which a component has run, the latest first; all of its component runs are looked through. */
export async function codesOfComponent({ db }: Pick<Store, 'db'>, component: string): Promise<CodeUse[]> {
  const rows = await db
    .selectFrom('component_run')
    .select((column) => [
      column.ref('code').$notNull().as('code'),
      column.fn.countAll<number | string>().as('runs'),
      sql<number>`max(ended_at)`.as('lastAt'),
    ])
    .where('component', '=', component)
    .where('code', 'is not', null)
    .groupBy('code')
    .execute();
  return rows
    .map(({ code, runs, lastAt }) => ({ code, runs: Number(runs), lastAt: Number(lastAt) }))
    .toSorted((a, b) => b.lastAt - a.lastAt || (a.code < b.code ? -1 : 1));
}
