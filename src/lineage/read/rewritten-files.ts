import { sql } from 'kysely';
import type { Rewriting } from '../query-results.ts';
import { external } from '../external.ts';
import type { Store } from '../store.ts';
import { asked, inGroups } from './batch-query.ts';
import { lookUp } from './look-up.ts';

interface Row extends Rewriting {
  readonly artifact: string;
}

/** Tells who last wrote other bytes to where these were written, by the index on paths and URLs. */
export async function rewritten(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, Rewriting>> {
  // To the letter what the index says: SQLite doesn't draw conclusions.
  const places = sql.raw(`in ('path', 'url')`);
  const own = lookUp(dialect, 'artifact', 'a', sql`a.id = asked.id and a.layer ${places}`);
  const last = sql`(select max(n.id) from artifact as n where n.key = a.key and n.layer ${places}
    and n.layer = a.layer and n.made_by <> ${sql.lit(external.componentRun)})`;
  const newest = lookUp(dialect, 'artifact', 'b', sql`b.id = ${last} and b.digest <> a.digest`);
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = b.made_by`);
  const rows = await inGroups(artifacts, async (ids) => {
    const query = sql<Row>`
      select a.id as artifact, r.id as "componentRun", r.component, r.ended_at as "endedAt"
      from ${asked(dialect, ids)} ${own} ${newest} ${run}`;
    return (await query.execute(db)).rows;
  });
  return new Map(rows.map(({ artifact, ...rest }) => [artifact, rest]));
}
