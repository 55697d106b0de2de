import type { ResumableRun } from '../query-results.ts';
import { unknownId } from './resolve.ts';
import { selectRuns, summaryOf } from './runs.ts';
import type { Store } from '../store.ts';

/** Whoever wants to go on with something older names it. */
const looksAt = 1000;

/** The run of this id, or else the newest one that has to be gone on with. */
export async function resumable(store: Pick<Store, 'db'>, id?: string): Promise<ResumableRun | undefined> {
  if (id === undefined) return unfinished(store);
  const row = await selectRuns(store.db).where('pipeline_run.id', '=', id).executeTakeFirst();
  if (!row) throw await unknownId(store, 'run', id);
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
