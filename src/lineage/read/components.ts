import { sanitizeText } from '../sanitize-text.ts';
import type { ComponentInfo, NodeStatus } from '../entries.ts';
import type { Store } from '../store.ts';
import { displayParams } from '../../values/display.ts';
import type { ComponentSummary } from '../query-results.ts';
import { external } from '../external.ts';
import { inBatches } from '../../values/in-batches.ts';

/** Every component with how often and how it ran last; counted in an index, no component run is read but the last one. */
export async function components({ db }: Pick<Store, 'db'>): Promise<ComponentSummary[]> {
  const rows = await db
    .selectFrom('component')
    .selectAll()
    .where('name', '<>', external.component)
    .select((column) => [
      column
        .selectFrom('component_run')
        .whereRef('component_run.component', '=', 'component.name')
        .select((count) => count.fn.countAll<number>().as('runs'))
        .as('runs'),
      column
        .selectFrom('component_run')
        .whereRef('component_run.component', '=', 'component.name')
        .select('component_run.id')
        .orderBy('component_run.ended_at', 'desc')
        .limit(1)
        .as('last'),
    ])
    .orderBy('name')
    .execute();
  const last = rows.flatMap((row) => row.last ?? []);
  const lastRuns =
    last.length === 0
      ? []
      : await db.selectFrom('component_run').select(['id', 'status', 'ended_at']).where('id', 'in', last).execute();
  const byId = new Map(lastRuns.map((run) => [run.id, run]));
  const dependsOn = Map.groupBy(
    await db.selectFrom('component_dependency').selectAll().orderBy('depends_on').execute(),
    ({ component }) => component,
  );
  const tags = Map.groupBy(
    await db.selectFrom('tag').select(['subject', 'name']).where('kind', '=', 'component').orderBy('name').execute(),
    ({ subject }) => subject,
  );
  return rows.map((row) => ({
    name: row.name,
    kind: row.kind,
    doc: row.doc,
    owner: row.owner,
    modelFamily: row.model_family,
    taskType: row.task_type,
    fields: row.fields === null ? {} : displayParams(row.fields),
    freshFor: row.fresh_for,
    dependsOn: dependsOn.get(row.name)?.map(({ depends_on }) => depends_on) ?? [],
    tags: tags.get(row.name)?.map((tag) => tag.name) ?? [],
    runs: row.runs ?? 0,
    lastStatus: (byId.get(row.last ?? '')?.status ?? null) as NodeStatus | null,
    lastAt: byId.get(row.last ?? '')?.ended_at ?? null,
  }));
}

export async function about(
  { db }: Pick<Store, 'db'>,
  components: readonly string[],
): Promise<ReadonlyMap<string, ComponentInfo>> {
  const found = new Map<string, ComponentInfo>();
  const names = [...new Set(components.map(sanitizeText))];
  for (const batch of inBatches(names)) {
    const rows = await db
      .selectFrom('component')
      .select([
        'name',
        'kind',
        'doc',
        'owner',
        'model_family as modelFamily',
        'task_type as taskType',
        'fields',
        'fresh_for as freshFor',
      ])
      .where('name', 'in', batch)
      .execute();
    for (const row of rows) found.set(row.name, row);
  }
  return found;
}
