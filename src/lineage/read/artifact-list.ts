import { sql } from 'kysely';
import type { ArtifactFilter, ListedArtifact } from '../query-results.ts';
import { external } from '../external.ts';
import { madeBy } from './artifacts.ts';
import type { Store } from '../store.ts';

/**
 * Artifacts with what made them, newest first. Of a run or a component run also what it found again; of a task, what it
 * made itself.
 */
export async function artifacts(
  { db }: Pick<Store, 'db'>,
  { artifact, componentRun, run, component, name, identity, key }: ArtifactFilter,
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): Promise<ListedArtifact[]> {
  const served = componentRun !== undefined || run !== undefined;
  const ofRuns = served || component !== undefined || identity !== undefined;
  const maker = served ? 'coalesce(r.cached_from, r.id)' : 'r.id';
  let query = db
    .selectFrom('component_run as r')
    .innerJoin('artifact as a', (join) =>
      artifact === undefined && key === undefined && ofRuns
        ? join.on(sql<boolean>`${sql.raw(madeBy('a', maker))}`)
        : join.onRef('a.made_by', '=', 'r.id'),
    )
    .select(['a.id', 'a.name', 'a.codec', 'a.digest', 'a.size', 'a.layer', 'a.key', 'a.damaged'])
    .innerJoin('component as c', 'c.name', 'r.component')
    .select(['a.made_by as madeBy', 'r.component', 'r.node', 'r.run', 'r.ended_at as endedAt', 'r.identity'])
    .select(sql<string>`coalesce(c.model_family, c.task_type, c.kind)`.as('family'));
  if (artifact === undefined) query = query.where('r.id', '<>', external.componentRun);
  if (artifact !== undefined) query = query.where('a.id', '=', artifact);
  if (componentRun !== undefined) query = query.where('r.id', '=', componentRun);
  if (run !== undefined) query = query.where('r.run', '=', run);
  if (component !== undefined) query = query.where('r.component', '=', component);
  if (name !== undefined) query = query.where('a.name', 'in', typeof name === 'string' ? [name] : name);
  if (key !== undefined) query = query.where('a.key', '=', key);
  if (identity !== undefined) {
    // As the index has it, and a range of it.
    query = query.where(sql<boolean>`r.status = 'ran'`).where('r.identity', '>=', identity);
    query = query.where('r.identity', '<', `${identity}g`);
  }
  // Without a filter by the key alone, with one by the index that serves it.
  if (ofRuns) query = query.orderBy('r.ended_at', 'desc').orderBy('r.id', 'desc').orderBy('a.id');
  else query = query.orderBy('a.id', 'desc');
  const rows = await query.limit(limit).offset(offset).execute();
  return rows.map((row) => ({ ...row, damaged: row.damaged === 1 }));
}
