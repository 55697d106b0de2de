import type { ArtifactRef } from '../../storage/ref.ts';
import type { PatientPool } from './connection.ts';
import type { FoundRun } from '../query-results.ts';
import { latestNow } from '../clock-skew.ts';
import { type ArtifactColumns, madeBy, refOf } from '../read/artifacts.ts';

interface FoundRow extends ArtifactColumns {
  readonly identity: string;
  readonly found: string;
  readonly run: string | null;
  readonly started_at: number;
  readonly ended_at: number;
  readonly dependencies: string | null;
}

/** One query for all identities. */
const query = (condition: string): string => `
  select f.identity, f.id as found, f.run, f.started_at, f.ended_at, f.dependencies,
         a.id, a.name, a.codec, a.digest, a.size, a.layer, a.key, a.inline, a.blocks
  from unnest($1::text[]) as asked(identity)
  cross join lateral (
    select r.identity, r.id, r.run, r.started_at, r.ended_at, r.dependencies from component_run as r
    where r.identity = asked.identity collate "C" and r.status = 'ran' ${condition}
      and not exists (select 1 from artifact as d where ${madeBy('d', 'r.id')} and d.damaged = 1)
    order by r.ended_at desc, r.id desc limit 1
  ) as f
  join artifact as a on ${madeBy('a', 'f.id')}
  order by a.id`;

const isCurrent = 'and (r.dependencies is null or r.dependencies <> all ($2::text[]))';
const newest = query(isCurrent);
const before = query(`${isCurrent} and r.ended_at <= $3`);

export function postgresFinder(
  pool: PatientPool,
): (identities: readonly string[], outdated: readonly string[]) => Promise<Map<string, FoundRun>> {
  const find = async (text: string, values: readonly unknown[]): Promise<Map<string, FoundRun>> => {
    const { rows } = await pool.query<FoundRow>(text, values);
    const byIdentity = Map.groupBy(rows, ({ identity }) => identity);
    return new Map(
      [...byIdentity].map(([identity, made]) => {
        const { found, run, started_at: startedAt, ended_at: endedAt, dependencies } = made[0]!;
        return [identity, { id: found, run, startedAt, endedAt, dependencies, artifacts: made.map(refOf) }];
      }),
    );
  };
  return async (identities, outdated) => {
    const found = await find(newest, [identities, outdated]);
    const latest = latestNow();
    const ahead = [...found].filter(([, { endedAt }]) => endedAt > latest).map(([identity]) => identity);
    if (ahead.length > 0) {
      for (const [identity, run] of await find(before, [ahead, outdated, latest])) found.set(identity, run);
    }
    return found;
  };
}

const made = `
  select asked.position, a.id, a.name, a.codec, a.digest, a.size, a.layer, a.key, a.inline, a.blocks
  from unnest($1::text[]) with ordinality as asked(id, position)
  join artifact as a on ${madeBy('a', 'asked.id collate "C"')} order by asked.position, a.id`;

/** The artifacts of each component run, in the order asked for: the output first. */
export function postgresMade(pool: PatientPool): (componentRuns: readonly string[]) => Promise<ArtifactRef[][]> {
  return async (componentRuns) => {
    const { rows } = await pool.query<ArtifactColumns & { position: number }>(made, [componentRuns]);
    const refs: ArtifactRef[][] = componentRuns.map(() => []);
    for (const row of rows) refs[row.position - 1]!.push(refOf(row));
    return refs;
  };
}
