import { sql, type RawBuilder } from 'kysely';
import type { ImpactStart, ReachedOutput } from '../impact.ts';
import type { Dialect } from '../migrations/columns.ts';
import { external } from '../external.ts';
import { madeBy } from './artifacts.ts';
import { lookUp } from './look-up.ts';

/** One row of the answer. */
export interface ReachedRow {
  readonly id: string;
  readonly is_start: number;
  readonly component: string;
  readonly node: string | null;
  readonly status: string;
  readonly run: string | null;
  readonly ended_at: number;
  readonly output_ids: number | string;
  readonly some: string | null;
}

/** The component runs that are meant; of those that found others again, these. */
function startOf(start: ImpactStart): RawBuilder<unknown> {
  switch (start.kind) {
    case 'component run':
      return sql`select coalesce(cached_from, id) as id from component_run where id = ${start.id}`;
    case 'run':
      return sql`select coalesce(cached_from, id) as id from component_run where run = ${start.id}`;
    case 'artifact':
      return sql`select made_by as id from artifact where id = ${start.id}`;
    case 'output id':
      return sql`select coalesce(cached_from, id) as id from component_run where id = (
        select component_run from output_id where id = ${start.id} order by created_at desc, component_run desc limit 1)`;
    case 'code':
      return sql`select coalesce(cached_from, id) as id from component_run
        where component = ${start.component} and code = ${start.code}`;
  }
}

/**
 * The component runs that something of the start came to: they read what it made, or found it again, or read what such
 * ones made, or were called by such ones. `down` holds ids alone, so its `union` is the visited set. Nothing is sorted, so that rows come as they are
 * found, nearest first. Of an artifact, the others that its maker made lead nowhere.
 */
function down(dialect: Dialect, start: ImpactStart): RawBuilder<unknown> {
  const own = start.kind === 'artifact' ? sql` and (a.id = ${start.id} or a.made_by <> (select id from start))` : sql``;
  const made = lookUp(dialect, 'artifact', 'a', sql`${sql.raw(madeBy('a', 'down.id'))}${own}`);
  const readers = lookUp(dialect, 'component_run_input', 'i', sql`i.artifact = a.id`);
  const again = lookUp(dialect, 'component_run', 'r', sql`r.cached_from = down.id`);
  const from = start.kind === 'artifact' ? sql` and k.caller <> (select id from start)` : sql``;
  const called = lookUp(dialect, 'caller', 'k', sql`k.caller = down.id${from}`);
  // PostgreSQL lets a recursive query name itself only once.
  const next =
    dialect === 'sqlite'
      ? sql`select i.component_run from down ${made} ${readers} union select r.id from down ${again}
        union select k.component_run from down ${called}`
      : sql`select n.id from down cross join lateral (
          select i.component_run as id from (select down.id) as down ${made} ${readers}
          union all select r.id from (select down.id) as down ${again}
          union all select k.component_run from (select down.id) as down ${called} offset 0) as n`;
  return sql`start(id) as (${startOf(start)}), down(id) as (select id from start union ${next})`;
}

/** How many output ids of one component run come with it. */
export const maxIds = 5;

/** One row for each component run. */
export function impactQuery(dialect: Dialect, start: ImpactStart): RawBuilder<ReachedRow> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = down.id`);
  const pair =
    dialect === 'sqlite'
      ? sql`json_group_array(json_array(o.id, o.label))`
      : sql`json_agg(json_build_array(o.id, o.label))::text`;
  return sql<ReachedRow>`
    with recursive ${down(dialect, start)}
    select r.id, case when r.id in (select id from start) then 1 else 0 end as is_start,
           r.component, r.node, r.status, r.run, r.ended_at,
           (select count(*) from output_id as o where o.component_run = r.id) as output_ids,
           (select ${pair} from (
             select id, label from output_id where component_run = r.id order by id limit ${sql.lit(maxIds)}) as o) as some
    from down ${run} where r.id <> ${sql.lit(external.componentRun)}`;
}

/** One row for each output id. */
export function impactIdsQuery(dialect: Dialect, start: ImpactStart): RawBuilder<ReachedOutput> {
  const ids = lookUp(dialect, 'output_id', 'o', sql`o.component_run = down.id`);
  return sql<ReachedOutput>`
    with recursive ${down(dialect, start)}
    select o.id, o.label, o.component_run as "componentRun" from down ${ids}`;
}
