import type { ResumableRun, RunSpan, RunDetails, RunSummary } from '../query-results.ts';
import { noSuchId } from './resolve.ts';
import type { Store } from '../store.ts';
import { isGone, statusNow } from './process-liveness.ts';
import type { Kysely } from 'kysely';
import { displayParams } from '../../values/display.ts';
import type { Counts, RunStatus, ToleratedFailures } from '../entries.ts';
import type { Row, Tables } from '../schema.ts';
import { nodeRowOf } from './nodes.ts';
import { processColumns, processOf, type ProcessColumns } from './processes.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';

export async function runs(
  { db }: Pick<Store, 'db'>,
  { limit = 20, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<RunSummary[]> {
  const rows = await selectRuns(db)
    .orderBy('pipeline_run.started_at', 'desc')
    .orderBy('pipeline_run.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(summaryOf);
}

export async function run(store: Pick<Store, 'db'>, id: string): Promise<RunDetails> {
  const { db } = store;
  const row = await selectRuns(db).where('pipeline_run.id', '=', id).executeTakeFirst();
  if (!row) throw await noSuchId(store, 'run', id);
  const nodes = await db
    .selectFrom('component_run')
    .selectAll()
    .where('run', '=', id)
    .orderBy('ended_at')
    .orderBy('id')
    .execute();
  return { ...summaryOf(row), nodes: nodes.map(nodeRowOf) };
}

/** Every run with its process. */
export function selectRuns(db: Kysely<Tables>) {
  return db
    .selectFrom('pipeline_run')
    .innerJoin('process', 'process.id', 'pipeline_run.process')
    .selectAll('pipeline_run')
    .select(processColumns);
}

export function summaryOf(row: Row<'pipeline_run'> & ProcessColumns): RunSummary {
  return {
    id: row.id,
    target: row.target,
    params: displayParams(row.params),
    profile: row.profile,
    status: statusNow(row.status as RunStatus, row),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    counts: row.counts === null ? null : parseRecorded<Counts>(row.counts),
    command: row.command,
    error: row.error,
    tolerated: row.tolerated === null ? [] : parseRecorded<ToleratedFailures[]>(row.tolerated),
    repeats: row.repeats,
    process: processOf(row),
  };
}

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

/** Whoever wants to go on with something older names it. */
const looksAt = 1000;

/** The run of this id, or else the newest one that has to be gone on with. */
export async function resumable(store: Pick<Store, 'db'>, id?: string): Promise<ResumableRun | undefined> {
  if (id === undefined) return unfinished(store);
  const row = await selectRuns(store.db).where('pipeline_run.id', '=', id).executeTakeFirst();
  if (!row) throw await noSuchId(store, 'run', id);
  return { ...summaryOf(row), module: row.module, arguments: row.arguments, code: row.code };
}

/** The newest run that came from a command line and did not succeed, and neither did a later one of the same. */
async function unfinished({ db }: Pick<Store, 'db'>): Promise<ResumableRun | undefined> {
  const rows = await selectRuns(db)
    // What repeats a run is no step on the way to a result.
    .where('pipeline_run.repeats', 'is', null)
    .orderBy('pipeline_run.started_at', 'desc')
    .orderBy('pipeline_run.id', 'desc')
    .limit(looksAt)
    .execute();
  const done = new Set<string>();
  for (const row of rows) {
    const { target, module, arguments: given } = row;
    const same = JSON.stringify([target, module, given]);
    const summary = summaryOf(row);
    if (summary.status === 'succeeded') done.add(same);
    else if (summary.status !== 'running' && module !== null && given !== null && !done.has(same))
      return { ...summary, module, arguments: given, code: row.code };
  }
  return undefined;
}
