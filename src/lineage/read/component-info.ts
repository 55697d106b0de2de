import type { Kysely } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { ComponentInfo } from '../entries.ts';
import type { Tables } from '../schema.ts';
import { inBatches } from '../../values/in-batches.ts';

export async function about(
  db: Kysely<Tables>,
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
