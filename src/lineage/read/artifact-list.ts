import { type Kysely, sql } from 'kysely';
import type { ArtifactFilter, ListedArtifact } from '../answers.ts';
import { outside } from '../outside.ts';
import type { Tables } from '../schema.ts';
import { madeBy } from './artifacts.ts';

/**
 * Artifacts with what made them, newest first. Of a run or a component run also what it found again; of a task, what it
 * made itself.
 */
export async function artifacts(
  db: Kysely<Tables>,
  { artifact, componentRun, run, component, name }: ArtifactFilter,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<ListedArtifact[]> {
  const served = componentRun !== undefined || run !== undefined;
  const maker = served ? 'coalesce(r.cached_from, r.id)' : 'r.id';
  let query = db
    .selectFrom('component_run as r')
    .innerJoin('artifact as a', (join) =>
      artifact === undefined && (served || component !== undefined)
        ? join.on(sql<boolean>`${sql.raw(madeBy('a', maker))}`)
        : join.onRef('a.made_by', '=', 'r.id'),
    )
    .select(['a.id', 'a.name', 'a.codec', 'a.digest', 'a.size', 'a.layer', 'a.key', 'a.damaged'])
    .select(['a.made_by as madeBy', 'r.component', 'r.node', 'r.run', 'r.ended_at as endedAt']);
  if (artifact === undefined) query = query.where('r.id', '<>', outside.componentRun);
  if (artifact !== undefined) query = query.where('a.id', '=', artifact);
  if (componentRun !== undefined) query = query.where('r.id', '=', componentRun);
  if (run !== undefined) query = query.where('r.run', '=', run);
  if (component !== undefined) query = query.where('r.component', '=', component);
  if (name !== undefined) query = query.where('a.name', '=', name);
  // Without a filter by the key alone, with one by the index that serves it.
  if (served || component !== undefined)
    query = query.orderBy('r.ended_at', 'desc').orderBy('r.id', 'desc').orderBy('a.id');
  else query = query.orderBy('a.id', 'desc');
  const rows = await query.limit(limit).offset(offset).execute();
  return rows.map((row) => ({ ...row, damaged: row.damaged === 1 }));
}
