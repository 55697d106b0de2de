import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from '../migrations/columns.ts';
import { outside } from '../outside.ts';
import { lookUp } from './look-up.ts';

const fromOutside = sql.lit(outside.componentRun);

/**
 * `asked(id)`, where the way begins, and `up(id)`, all that leads there: who made what was read, and who called. `up`
 * holds ids alone, so its `union` is the visited set: each component run once however many ways lead to it, and a cost
 * that grows with the answer only.
 */
export function wayUp(dialect: Dialect, starts: RawBuilder<unknown>): RawBuilder<unknown> {
  const input = lookUp(dialect, 'component_run_input', 'i', sql`i.component_run = up.id`);
  const source = lookUp(dialect, 'artifact', 'a', sql`a.id = i.artifact`);
  const caller = lookUp(dialect, 'caller', 'k', sql`k.component_run = up.id`);
  // SQLite takes several recursive parts, PostgreSQL one with several inside.
  const above =
    dialect === 'sqlite'
      ? sql`select a.made_by from up ${input} ${source} where a.made_by <> ${fromOutside}
      union
      select k.caller from up ${caller}`
      : sql`select above.id from up cross join lateral (
        select a.made_by as id from (select up.id) as up ${input} ${source} where a.made_by <> ${fromOutside}
        union all
        select k.caller from (select up.id) as up ${caller}
      ) as above`;
  return sql`asked(id) as (${starts}), up(id) as (select id from asked union ${above})`;
}

/** Of the artifact `a`, as far as it lies outside of all storage layers: the path, the URL, or the value itself where it is short. */
export function outsideText(dialect: Dialect): RawBuilder<unknown> {
  const text = dialect === 'sqlite' ? sql`cast(a.inline as text)` : sql`convert_from(a.inline, 'UTF8')`;
  return sql`case when a.layer in ('path', 'url') then a.key
    when a.made_by = ${fromOutside} and a.size <= 200 then ${text} end`;
}
