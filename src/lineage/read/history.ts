import type { Kysely } from 'kysely';
import type { HistoryOptions, HistoryRun } from '../query-results.ts';
import type { NodeStatus } from '../entries.ts';
import type { Tables } from '../schema.ts';
import { errorOf, metricsOf } from './nodes.ts';
import type { Store } from '../store.ts';
import { inBatches } from '../../values/in-batches.ts';

/** A component's runs with their metrics, newest first; by the index of component and time. */
export async function history(
  { db }: Pick<Store, 'db'>,
  component: string,
  { limit, offset = 0, cached = false }: HistoryOptions,
): Promise<HistoryRun[]> {
  let query = db
    .selectFrom('component_run')
    .select(['id', 'run', 'node', 'status', 'identity', 'code', 'place', 'params', 'cached_from as cachedFrom'])
    .select(['started_at as startedAt', 'ended_at as endedAt', 'reason', 'error'])
    .where('component', '=', component)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset);
  if (!cached) query = query.where('status', '<>', 'cached');
  const rows = await query.execute();
  const makers = rows.map(({ id, cachedFrom }) => cachedFrom ?? id);
  const metrics = Map.groupBy(await metricsFor(db, makers), (row) => row.component_run);
  return rows.map(({ error, ...row }) => ({
    ...row,
    status: row.status as NodeStatus,
    error: errorOf(error)?.message ?? null,
    metrics: metricsOf(metrics.get(row.cachedFrom ?? row.id) ?? []),
  }));
}

async function metricsFor(db: Kysely<Tables>, ids: readonly string[]) {
  const groups = [];
  for (const asked of inBatches(ids)) {
    const query = db.selectFrom('metric').selectAll().where('component_run', 'in', asked);
    groups.push(await query.orderBy('name').execute());
  }
  return groups.flat();
}
