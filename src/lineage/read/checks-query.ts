import { sql } from 'kysely';
import type { CheckOutcome } from '../check-rows.ts';
import type { Store } from '../store.ts';
import { lookUp } from './look-up.ts';
import { asked, inGroups } from './batch-query.ts';

/** In the order in which they were made, of those component runs that have any. */
export async function checks(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  componentRuns: readonly string[],
): Promise<ReadonlyMap<string, readonly CheckOutcome[]>> {
  const check = lookUp(dialect, 'component_check', 'c', sql`c.component_run = asked.id`);
  const rows = await inGroups(componentRuns, async (ids) => {
    const query = sql<CheckOutcome & { readonly asked: string }>`
      select asked.id as asked, c.phase, c.name, c.outcome, c.message from ${asked(dialect, ids)} ${check}
      order by c.component_run, c.position`;
    return (await query.execute(db)).rows;
  });
  const found = Map.groupBy(rows, (row) => row.asked);
  return new Map(
    Array.from(found, ([id, of]) => [
      id,
      of.map(({ phase, name, outcome, message }) => ({ phase, name, outcome, message })),
    ]),
  );
}
