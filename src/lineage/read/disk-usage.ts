import { sql } from 'kysely';
import type { ArtifactPlace } from '../../storage/ref.ts';
import type { UsedSpace } from '../query-results.ts';
import { external, externalLayers } from '../external.ts';
import type { Store } from '../store.ts';
import { inBatches } from '../../values/in-batches.ts';

/**
 * Gives the space that artifacts take, by task, layer and age. What is handed on is listed again and kept once: it
 * counts for its maker.
 */
export async function usedSpace({ db }: Pick<Store, 'db'>, since: readonly number[] = []): Promise<UsedSpace[]> {
  const cases = since.map((moment, i) => sql`when r.ended_at >= ${sql.lit(moment)} then ${sql.lit(i)}`);
  const age =
    since.length === 0
      ? sql<number>`0`
      : sql<number>`case ${sql.join(cases, sql` `)} else ${sql.lit(since.length)} end`;
  const rows = await db
    .with('kept', (cte) =>
      cte
        .selectFrom('artifact')
        .select((column) => column.fn.min('id').as('id'))
        .where('key', 'is not', null)
        .groupBy(['layer', 'key'])
        .unionAll(cte.selectFrom('artifact').select('id').where('key', 'is', null)),
    )
    .selectFrom('kept')
    .innerJoin('artifact as a', 'a.id', 'kept.id')
    .innerJoin('component_run as r', 'r.id', 'a.made_by')
    .select(['r.component', 'a.layer', age.as('age')])
    .select([sql<number | string>`count(*)`.as('artifacts'), sql<number | string>`sum(a.size)`.as('size')])
    .select(sql<number | string>`sum(case when a.codec = 'folder' then 1 else 0 end)`.as('folders'))
    // What lies elsewhere takes nothing of ours.
    .where('a.layer', 'not in', externalLayers)
    .where('r.id', '<>', external.componentRun)
    .groupBy(['r.component', 'a.layer', 'age'])
    .execute();
  return rows
    .map(({ component, layer, age: place, artifacts, folders, size }) => ({
      component,
      layer,
      age: Number(place),
      artifacts: Number(artifacts),
      folders: Number(folders),
      size: Number(size),
    }))
    .toSorted((a, b) => b.size - a.size || (a.component < b.component ? -1 : 1));
}

/** Folders that are kept, each once for every place where its list lies. */
export async function keptFolders({ db }: Pick<Store, 'db'>): Promise<ArtifactPlace[]> {
  const rows = await db
    .selectFrom('artifact')
    .select(['layer', 'key', 'digest'])
    .select((column) => [
      column.fn.min('id').as('id'),
      column.fn.min('name').as('name'),
      column.fn.min('codec').as('codec'),
      column.fn.max('size').as('size'),
    ])
    .where('codec', '=', 'folder')
    .where('key', 'is not', null)
    .groupBy(['layer', 'key', 'digest'])
    .execute();
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** By the index on keys. */
export async function pointedAt({ db }: Pick<Store, 'db'>, keys: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const batch of inBatches(keys)) {
    const rows = await db.selectFrom('artifact').select('key').where('key', 'in', batch).execute();
    for (const { key } of rows) found.add(key!);
  }
  return found;
}
