import type { RunSpan } from '../query-results.ts';
import type { Store } from '../store.ts';
import { isGone } from './process-liveness.ts';

/**
 * A run is at work as long as its holder is kept from expiring, and its process isn't known to be gone. That it has ended
 * does not say so: a cancelled one says it at once, and goes on with what it has to do at its end.
 */
export async function runSpans({ db, leases }: Store): Promise<RunSpan[]> {
  const held = new Set((await leases.holders()).flatMap(({ run, expired }) => (expired ? [] : [run])));
  const rows = await db
    .selectFrom('pipeline_run as run')
    .innerJoin('process', 'process.id', 'run.process')
    .select(['run.id', 'run.started_at', 'run.ended_at', 'process.host', 'process.pid'])
    .execute();
  return rows.map(({ id, started_at: startedAt, ended_at: endedAt, host, pid }) => {
    const state = isGone(host, pid) ? 'over' : held.has(id) ? 'alive' : endedAt === null ? 'silent' : 'over';
    return { id, startedAt, endedAt, state };
  });
}
