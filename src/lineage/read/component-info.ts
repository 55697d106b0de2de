import { sanitizeText } from '../sanitize-text.ts';
import type { ComponentInfo } from '../entries.ts';
import type { Store } from '../store.ts';

/** How many are asked for by one query. */
const batchSize = 500;

export async function about(
  { db }: Pick<Store, 'db'>,
  components: readonly string[],
): Promise<ReadonlyMap<string, ComponentInfo>> {
  const found = new Map<string, ComponentInfo>();
  const names = [...new Set(components.map(sanitizeText))];
  for (let i = 0; i < names.length; i += batchSize) {
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
      .where('name', 'in', names.slice(i, i + batchSize))
      .execute();
    for (const row of rows) found.set(row.name, row);
  }
  return found;
}
