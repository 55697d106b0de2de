import type { Kysely } from 'kysely';
import { displayParams } from '../../values/display.ts';
import type { RunDetails, RunSummary } from '../query-results.ts';
import type { Counts, RunStatus, ToleratedFailures } from '../entries.ts';
import type { Row, Tables } from '../schema.ts';
import { statusNow } from './process-liveness.ts';
import { nodeRowOf } from './nodes.ts';
import { processColumns, processOf, type ProcessColumns } from './processes.ts';
import { unknownId } from './resolve.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';
import type { Store } from '../store.ts';

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
  if (!row) throw await unknownId(store, 'run', id);
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
