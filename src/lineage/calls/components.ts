import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import type { ComponentChanges, ComponentState } from './entry.ts';

/** The kind of a component that is no task, as long as nobody says otherwise. */
const defaultKind = 'component';

export const newComponent = (name: string) => ({
  name,
  kind: defaultKind,
  doc: null,
  owner: null,
  model_family: null,
  task_type: null,
  created_at: Date.now(),
  fields: null,
  fresh_for: null,
});

/** Makes the component if it isn't there, says of it what is new, and tells all that is known of it. */
export async function changeComponent(
  store: Store,
  name: string,
  { tags = [], ...changes }: ComponentChanges,
  author: string | null,
): Promise<ComponentState> {
  const { db } = store;
  const rows = tags.map((tag) => ({
    kind: 'component',
    subject: name,
    name: tag,
    author,
    created_at: Date.now(),
  }));
  await store.write([
    { table: 'component', rows: [newComponent(name)], onConflict: { keep: true } },
    { table: 'tag', rows, onConflict: { keep: true } },
  ]);
  const set = columnsOf(changes);
  if (Object.keys(set).length > 0) await db.updateTable('component').set(set).where('name', '=', name).execute();
  const { kind, doc, owner, fields, freshFor } = await db
    .selectFrom('component')
    .select(['kind', 'doc', 'owner', 'fields', 'fresh_for as freshFor'])
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  const known = await db
    .selectFrom('tag')
    .select('name')
    .where('kind', '=', 'component')
    .where('subject', '=', name)
    .orderBy('name')
    .execute();
  return { name, kind, doc, owner, fields, freshFor, tags: known.map((tag) => tag.name) };
}

/** Gives the columns of what was said; what was not stays as it is. */
function columnsOf({ doc, owner, kind, fields, freshFor }: ComponentChanges): Partial<Tables['component']> {
  return {
    ...(doc !== undefined && { doc }),
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(fields !== undefined && { fields }),
    ...(freshFor !== undefined && { fresh_for: freshFor }),
  };
}
