import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Dialect } from '../migrations/columns.ts';
import type { Tables } from '../schema.ts';
import { external } from '../external.ts';
import { madeBy } from './artifacts.ts';
import { lookUp } from './look-up.ts';
import { isFromOutside, outsideText, wayUp } from './ancestors-query.ts';

/** One row of the answer: its start, a component run with what it read and made, or a metric of one. */
export type TraceRow = AskedRow | RunRow | MetricRow;

/** Where the way begins: the component run that was asked for, or the one whose artifacts it found again. */
export interface AskedRow {
  readonly part: 'asked';
  readonly id: string;
}

export interface RunRow {
  readonly part: 'run';
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
  /** A list of {@link TracedInput} as JSON, which is half of the cost of a row for each; null for none, or empty. */
  readonly inputs: string | null;
  /** A list of {@link TracedOutput} as JSON. */
  readonly outputs: string | null;
  readonly caller: string | null;
}

/** `at` and `digest` are of what came from outside: the path, the URL, or the value itself where it is short. */
export type TracedInput = readonly [
  position: number,
  name: string,
  artifact: string,
  at: string | null,
  digest: string | null,
];

/** `at` is of what lies outside of all storage layers: the path or the URL. */
export type TracedOutput = readonly [artifact: string, name: string, at: string | null];

/** A row of its own for each metric, because SQLite's JSON rounds numbers to fifteen digits up to 3.49. */
export interface MetricRow {
  readonly part: 'metric';
  readonly id: string;
  readonly metric: string;
  readonly value: number | null;
}

/** The columns that a component run's row has of its own, and of its component and process. */
const columns = [
  'r.component',
  'r.node',
  'r.status',
  'r.params',
  'r.code',
  'r.place',
  'r.started_at',
  'r.ended_at',
  'r.error',
  'r.run',
  'c.owner',
  'p.git_commit',
  'p.git_dirty',
].map((name) => sql.ref(name));
const noColumns = sql.join(columns.map(() => sql`null`));

const json = {
  sqlite: { tuple: sql.raw('json_array'), list: sql.raw('json_group_array') },
  postgres: { tuple: sql.raw('json_build_array'), list: sql.raw('json_agg') },
} as const;

/** All that led to an output id, an artifact or a component run, by one query. */
export function traceQuery(dialect: Dialect, asked: string, isRun = false): RawBuilder<TraceRow> {
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = up.id`);
  const component = lookUp(dialect, 'component', 'c', sql`c.name = r.component`);
  const process = lookUp(dialect, 'process', 'p', sql`p.id = r.process`);
  const metric = lookUp(dialect, 'metric', 'm', sql`m.component_run = up.id`);
  const { tuple, list } = json[dialect];
  const at = outsideText(dialect);
  // What was made on the way comes with its maker: only what nobody made is looked up.
  const inputs = sql`
    select cast(${list}(${tuple}(i.position, i.name, i.artifact, ${at}, a.digest)) as text) from component_run_input as i
    left join artifact as a on a.id = case when ${isFromOutside} then i.artifact end
    where i.component_run = r.id`;
  const outputs = sql`
    select cast(${list}(${tuple}(a.id, a.name, ${at})) as text) from artifact as a where ${sql.raw(madeBy('a', 'r.id'))}`;
  const caller = sql`select k.caller from caller as k where k.component_run = r.id`;
  return sql<TraceRow>`
    with recursive ${wayUp(dialect, isRun ? startsOfRun(asked) : startOf(asked))}
    select 'run' as part, up.id as id, ${sql.join(columns)}, (${inputs}) as inputs, (${outputs}) as outputs, (${caller}) as caller,
           null as metric, cast(null as double precision) as value
    from up ${run} ${component} ${process}
    union all
    select 'metric', up.id, ${noColumns}, null, null, null, m.name, m.value from up ${metric}
    union all
    select 'asked', asked.id, ${noColumns}, null, null, null, null, null from asked`;
}

const startOf = (asked: string): RawBuilder<unknown> => sql`
  select coalesce(cached_from, id) from component_run where id <> ${sql.lit(external.componentRun)} and id = coalesce(
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
