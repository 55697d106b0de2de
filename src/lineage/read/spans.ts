import type { RunSpan } from '../answers.ts';
import type { Store } from '../store.ts';
import { isGone } from './died.ts';

/** Who has neither ended nor is known to be gone is at work as long as its holder is kept from expiring. */
export async function runSpans({ db, leases }: Store): Promise<RunSpan[]> {
  const held = new Set((await leases.holders()).flatMap(({ run, expired }) => (expired ? [] : [run])));
  const rows = await db
    .selectFrom('pipeline_run as run')
    .innerJoin('process', 'process.id', 'run.process')
    .select(['run.id', 'run.started_at', 'run.ended_at', 'process.host', 'process.pid'])
    .execute();
  return rows.map(({ id, started_at: startedAt, ended_at: endedAt, host, pid }) => {
    const isOver = endedAt !== null || isGone(host, pid);
    return { id, startedAt, endedAt, state: isOver ? 'over' : held.has(id) ? 'alive' : 'silent' };
  });
}
