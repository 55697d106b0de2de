import type { Kysely } from 'kysely';
import type { Preview } from '../../storage/previews/preview.ts';
import { previewThreshold } from '../../storage/previews/threshold.ts';
import type { Tables } from '../schema.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';
import type { Store } from '../store.ts';
import { inBatches } from '../../values/in-batches.ts';

/**
 * Gives the previews of the artifacts that have one, or whose bytes are also those of another one that has: what a run
 * was handed and hands on is kept, and looked at, once.
 */
export async function previews(
  { db }: Pick<Store, 'db'>,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, Preview>> {
  const found = new Map<string, Preview>();
  for (const asked of inBatches(artifacts)) {
    const rows = await db.selectFrom('preview').selectAll().where('artifact', 'in', asked).execute();
    for (const { artifact, content } of rows) found.set(artifact, parseRecorded<Preview>(content));
    const left = asked.filter((id) => !found.has(id));
    if (left.length > 0) for (const [id, preview] of await handedOn(db, left)) found.set(id, preview);
  }
  return found;
}

/** No index leads from a key to its artifacts: asked about those alone that would have one if they had been written. */
async function handedOn(db: Kysely<Tables>, artifacts: readonly string[]): Promise<[string, Preview][]> {
  const large = await db
    .selectFrom('artifact')
    .select(['id', 'layer', 'key', 'digest'])
    .where('id', 'in', artifacts)
    .where('key', 'is not', null)
    .where((where) => where.or([where('size', '>', previewThreshold), where('codec', '=', 'folder')]))
    .execute();
  if (large.length === 0) return [];
  const keys = [...new Set(large.map(({ key }) => key!))];
  const rows = await db
    .selectFrom('artifact')
    .innerJoin('preview', 'preview.artifact', 'artifact.id')
    .select(['artifact.layer', 'artifact.key', 'artifact.digest', 'preview.content'])
    .where('artifact.key', 'in', keys)
    .execute();
  const place = (one: { layer: string; key: string | null; digest: string }): string =>
    `${one.layer}\n${one.key}\n${one.digest}`;
  const contents = new Map(rows.map((row) => [place(row), row.content]));
  return large.flatMap((one) => {
    const content = contents.get(place(one));
    return content === undefined ? [] : [[one.id, parseRecorded<Preview>(content)] as [string, Preview]];
  });
}
