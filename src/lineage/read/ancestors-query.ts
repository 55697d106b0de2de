import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from '../migrations/columns.ts';
import { external, externalPrefix } from '../external.ts';
import { lookUp } from './look-up.ts';

/**
 * The condition that nobody on record made what the input `i` read. No `like`: that would be looked up among all there
 * are.
 */
export const isFromOutside = sql`substr(i.artifact, 1, ${sql.lit(externalPrefix.length)}) = ${sql.lit(externalPrefix)}`;

/**
 * `asked(id)`, where the way begins, and `up(id)`, all that leads there: who made what was read, and who called. `up`
 * holds ids alone, so its `union` is the visited set: each component run once however many ways lead to it, and a cost
 * that grows with the answer only.
 */
export function wayUp(dialect: Dialect, starts: RawBuilder<unknown>): RawBuilder<unknown> {
  const input = lookUp(dialect, 'component_run_input', 'i', sql`i.component_run = up.id`);
  const caller = lookUp(dialect, 'caller', 'k', sql`k.component_run = up.id`);
  const maker = makerOf(dialect, sql`i.artifact`);
  // SQLite takes several recursive parts, PostgreSQL one with several inside.
  const above =
    dialect === 'sqlite'
      ? sql`select ${maker} from up ${input} where not ${isFromOutside}
      union
      select k.caller from up ${caller}`
      : sql`select above.id from up cross join lateral (
        select ${maker} as id from (select up.id) as up ${input} where not ${isFromOutside}
        union all
        select k.caller from (select up.id) as up ${caller}
      ) as above`;
  return sql`asked(id) as (${starts}), up(id) as (select id from asked union ${above})`;
}

/** The same as `makerOf` in `values/id.ts`: an artifact's id says whose it is, so nobody has to look it up. */
function makerOf(dialect: Dialect, artifact: RawBuilder<unknown>): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`'cr-' || substr(${artifact}, 5, instr(${artifact} || '.', '.') - 5)`
    : sql`'cr-' || split_part(substr(${artifact}, 5), '.', 1)`;
}

/**
 * Gives the text of the artifact `a`, as far as it lies outside of all storage layers: the path, the URL, or the value
 * itself where it is short.
 */
export function outsideText(dialect: Dialect): RawBuilder<unknown> {
  const text = dialect === 'sqlite' ? sql`cast(a.inline as text)` : sql`convert_from(a.inline, 'UTF8')`;
  return sql`case when a.layer in ('path', 'url') then a.key
    when a.made_by = ${sql.lit(external.componentRun)} and a.size <= 200 then ${text} end`;
}
