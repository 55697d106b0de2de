import { sql, type RawBuilder } from 'kysely';
import { external } from '../external.ts';
import type { Store } from '../store.ts';
import type { Giver, Nearness, ReviewGraphPart } from '../review-graph.ts';
import { asked, inGroups } from './batch-query.ts';
import { lookUp } from './look-up.ts';
import { outsideText, wayUp } from './ancestors-query.ts';

const giver = sql`coalesce(r.cached_from, r.id) as "componentRun", r.component, r.ended_at as "endedAt"`;

export async function giversOf(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  outputIds: readonly string[],
): Promise<ReadonlyMap<string, Giver>> {
  const last = sql`(select o.component_run from output_id as o where o.id = asked.id
    order by o.created_at desc, o.component_run desc limit 1)`;
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = ${last}`);
  const rows = await inGroups(outputIds, async (ids) => {
    const query = sql<Giver & { readonly asked: string }>`
      select asked.id as asked, ${giver} from ${asked(dialect, ids)} ${run}`;
    return (await query.execute(db)).rows;
  });
  return new Map(rows.map(({ asked: id, ...rest }) => [id, rest]));
}

/** So many times as many are looked through, where most have handed out nothing. */
const patience = 20;

/** By the index of component and time; nothing further away is looked at. */
export function giversNearQuery({ component, at, side, limit }: Nearness): RawBuilder<Giver> {
  const [beyond, order] = side === 'before' ? [sql`<=`, sql`desc`] : [sql`>`, sql`asc`];
  return sql<Giver>`
    select ${giver} from (
      select id, cached_from, component, ended_at from component_run
      where component = ${component} and ended_at ${beyond} ${at}
      order by ended_at ${order} limit ${limit * patience}) as r
    where exists (select 1 from output_id as o where o.component_run = r.id)
    order by r.ended_at ${order} limit ${limit}`;
}

export const giversNear = async ({ db }: Pick<Store, 'db'>, near: Nearness): Promise<readonly Giver[]> =>
  (await giversNearQuery(near).execute(db)).rows;

interface PieceRow {
  readonly part: 'run' | 'input' | 'caller';
  readonly id: string;
  readonly component: string;
  readonly node: string | null;
  readonly code: string | null;
  readonly params: string;
  readonly ended_at: number;
  readonly name: string;
  readonly artifact: string;
  readonly origin: string;
  readonly at: string | null;
  readonly digest: string;
}

/** One row for each component run, each input and each caller. */
export function waysQuery(dialect: Store['dialect'], componentRuns: readonly string[]): RawBuilder<PieceRow> {
  const start = lookUp(dialect, 'component_run', 'r', sql`r.id = asked.id`);
  const run = lookUp(dialect, 'component_run', 'r', sql`r.id = up.id`);
  const input = lookUp(dialect, 'component_run_input', 'i', sql`i.component_run = up.id`);
  const source = lookUp(dialect, 'artifact', 'a', sql`a.id = i.artifact`);
  const caller = lookUp(dialect, 'caller', 'k', sql`k.component_run = up.id`);
  return sql<PieceRow>`
    with recursive ${wayUp(dialect, sql`select r.id from ${asked(dialect, componentRuns)} ${start}`)}
    select 'run' as part, up.id as id, r.component, r.node, r.code, r.params, r.ended_at,
           null as name, null as artifact, null as origin, null as at, null as digest
    from up ${run}
    union all
    select 'input', up.id, null, null, null, null, null, i.name, i.artifact, a.made_by, ${outsideText(dialect)}, a.digest
    from up ${input} ${source}
    union all
    select 'caller', up.id, null, null, null, null, null, null, null, k.caller, null, null from up ${caller}`;
}

export async function* ways(
  { dialect, stream }: Pick<Store, 'dialect' | 'stream'>,
  componentRuns: readonly string[],
): AsyncGenerator<ReviewGraphPart> {
  for await (const row of stream(waysQuery(dialect, componentRuns))) yield pieceOf(row);
}

function pieceOf({ part, id, origin, ended_at: endedAt, ...row }: PieceRow): ReviewGraphPart {
  switch (part) {
    case 'run':
      return {
        kind: 'component run',
        id,
        component: row.component,
        node: row.node,
        code: row.code,
        params: row.params,
        endedAt,
      };
    case 'input': {
      const { name, artifact, at, digest } = row;
      return { kind: 'input', id, name, artifact, from: origin === external.componentRun ? null : origin, at, digest };
    }
    case 'caller':
      return { kind: 'caller', id, caller: origin };
  }
}
