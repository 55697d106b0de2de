import type { Kysely } from 'kysely';
import type { Preview } from '../../storage/previews/preview.ts';
import type { Tables } from '../schema.ts';

/** How many are asked for by one query. */
const atOnce = 500;

/** Of the artifacts that have one. */
export async function previews(
  db: Kysely<Tables>,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, Preview>> {
  const found = new Map<string, Preview>();
  for (let i = 0; i < artifacts.length; i += atOnce) {
    const asked = artifacts.slice(i, i + atOnce);
    const rows = await db.selectFrom('preview').selectAll().where('artifact', 'in', asked).execute();
    for (const { artifact, content } of rows) found.set(artifact, JSON.parse(content) as Preview);
  }
  return found;
}
