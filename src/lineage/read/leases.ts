import type { LeaseSummary, LimitSummary } from '../query-results.ts';
import { isGone } from './process-liveness.ts';
import type { Store } from '../store.ts';

/** Oldest first. A node that a lone run has begun within its last heartbeat isn't written down yet. */
export async function leases({ db }: Pick<Store, 'db'>, run?: string): Promise<LeaseSummary[]> {
  let query = db
    .selectFrom('lease')
    .innerJoin('holder', 'holder.id', 'lease.holder')
    .innerJoin('process', 'process.id', 'holder.process')
    .select(['lease.node', 'lease.identity', 'holder.run', 'process.host', 'process.pid', 'lease.taken_at as takenAt'])
    .orderBy('lease.taken_at')
    .orderBy('lease.identity');
  if (run !== undefined) query = query.where('holder.run', '=', run);
  // Leases of the dead are there until somebody wants them.
  return (await query.execute()).filter(({ host, pid }) => !isGone(host, pid));
}

/** By limit, and oldest first; what a lone run has taken since its last heartbeat isn't written down yet. */
export async function limits({ db }: Pick<Store, 'db'>, run?: string): Promise<LimitSummary[]> {
  let query = db
    .selectFrom('limit_use as use')
    .innerJoin('holder', 'holder.id', 'use.holder')
    .innerJoin('process', 'process.id', 'holder.process')
    .select(['use.name as limit', 'use.units', 'use.node', 'holder.run', 'process.host', 'process.pid'])
    .select('use.taken_at as takenAt')
    .orderBy('use.name')
    .orderBy('use.taken_at')
    .orderBy('use.id');
  if (run !== undefined) query = query.where('holder.run', '=', run);
  return (await query.execute()).filter(({ host, pid }) => !isGone(host, pid));
}
