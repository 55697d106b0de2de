import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Dialect } from '../migrations/columns.ts';
import type { Tables } from '../schema.ts';
import { outside } from '../outside.ts';
import { madeBy } from './artifacts.ts';
import { lookUp } from './look-up.ts';
import { outsideText, wayUp } from './way-up.ts';

/** One row of the answer: its start, a component run, or an input, an output or a metric of one. */
export type TraceRow = AskedRow | RunRow | PartRow;

/** Where the way begins: the component run that was asked for, or the one whose artifacts it found again. */
export interface AskedRow {
  readonly part: 'asked';
  readonly id: string;
}

export interface RunRow {
  readonly part: 'run';
  /** The component run. */
  readonly id: string;
  readonly component: string;
  readonly node: string | null;
  readonly status: string;
  readonly params: string;
  readonly code: string | null;
  readonly place: string | null;
  readonly started_at: number;
  readonly ended_at: number;
  readonly error: string | null;
  readonly run: string | null;
  readonly owner: string | null;
  readonly git_commit: string | null;
  readonly git_dirty: number | null;
}

export interface PartRow {
  readonly part: 'input' | 'output' | 'metric' | 'caller';
  /** The component run that it belongs to. */
  readonly id: string;
  readonly name: string;
  readonly artifact: string;
  /** For an input: the component run that made the artifact. For a caller: itself. */
  readonly origin: string;
  /** Of what lies outside of all storage layers: the path, the URL, or the value itself where it is short. */
  readonly at: string | null;
  /** Of what came from outside. */
  readonly digest: string | null;
  readonly value: number | null;
  readonly position: number;
}

/** The columns that only rows of one kind have, with their types for the rows that leave them empty. */
const runColumns = {
  component: sql`r.component`,
  node: sql`r.node`,
  status: sql`r.status`,
  params: sql`r.params`,
  code: sql`r.code`,
  place: sql`r.place`,
  started_at: sql`r.started_at`,
  ended_at: sql`r.ended_at`,
  error: sql`r.error`,
  run: sql`r.run`,
  owner: sql`c.owner`,
  git_commit: sql`p.git_commit`,
  git_dirty: sql`p.git_dirty`,
};
const ofRun = sql.join(Object.entries(runColumns).map(([name, column]) => sql`${column} as ${sql.ref(name)}`));
const notOfRun = sql.join(Object.keys(runColumns).map(() => sql`null`));

/**
 * All that led to an output id, an artifact or a component run, by one query.
 * `position` keeps the order in which inputs were declared.
 */
export function traceQuery(dialect: Dialect, asked: string, isRun = false): RawBuilder<TraceRow> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = up.id`);
  const component = lookUp(dialect, 'component', 'c', sql`c.name = r.component`);
  const process = lookUp(dialect, 'process', 'p', sql`p.id = r.process`);
  const input = lookUp(dialect, 'component_run_input', 'i', sql`i.component_run = up.id`);
  const source = lookUp(dialect, 'artifact', 'a', sql`a.id = i.artifact`);
  const output = lookUp(dialect, 'artifact', 'a', sql.raw(madeBy('a', 'up.id')));
  const metric = lookUp(dialect, 'metric', 'm', sql`m.component_run = up.id`);
  const caller = lookUp(dialect, 'caller', 'k', sql`k.component_run = up.id`);
  const fromOutside = sql.lit(outside.componentRun);
  return sql<TraceRow>`
    with recursive ${wayUp(dialect, isRun ? startsOfRun(asked) : startOf(asked))}
    select 'run' as part, up.id as id, ${ofRun}, null as name, null as artifact, null as origin, null as at, null as digest,
           cast(null as double precision) as value, 0 as position
    from up ${run} ${component} ${process}
    union all
    select 'input', up.id, ${notOfRun}, i.name, i.artifact, a.made_by, ${outsideText(dialect)}, case when a.made_by = ${fromOutside} then a.digest end, null, i.position
    from up ${input} ${source}
    union all
    select 'output', up.id, ${notOfRun}, a.name, a.id, null, ${outsideText(dialect)}, null, null, 0 from up ${output}
    union all
    select 'metric', up.id, ${notOfRun}, m.name, null, null, null, null, m.value, 0 from up ${metric}
    union all
    select 'caller', up.id, ${notOfRun}, null, null, k.caller, null, null, null, 0 from up ${caller}
    union all
    select 'asked', asked.id, ${notOfRun}, null, null, null, null, null, null, 0 from asked`;
}

const startOf = (asked: string): RawBuilder<unknown> => sql`
  select coalesce(cached_from, id) from component_run where id <> ${sql.lit(outside.componentRun)} and id = coalesce(
    (select component_run from output_id where id = ${asked} order by created_at desc, component_run desc limit 1),
    (select made_by from artifact where id = ${asked}),
    ${asked}
  )`;

/** Everything that a run ran or found again. */
const startsOfRun = (run: string): RawBuilder<unknown> =>
  sql`select distinct coalesce(cached_from, id) from component_run where run = ${run}`;

export async function traceRows(
  db: Kysely<Tables>,
  dialect: Dialect,
  asked: string,
  isRun: boolean,
): Promise<readonly TraceRow[]> {
  return (await traceQuery(dialect, asked, isRun).execute(db)).rows;
}
