import type { ArtifactRef } from '../../storage/ref.ts';
import type { FoundRun } from '../entries.ts';
import { type ArtifactColumns, madeBy, refOf } from '../read/artifacts.ts';
import type { SqliteConnection } from './connection.ts';

interface FoundRow extends ArtifactColumns {
  readonly identity: string;
  readonly found: string;
  readonly run: string | null;
  readonly ended_at: number;
  readonly damaged: number;
}

/** The newest one of each identity with what it made; `sound` narrows down which ones count. */
const query = (sound: string): string => `
  select asked.value as identity, r.id as found, r.run, r.ended_at,
         a.id, a.name, a.codec, a.digest, a.size, a.layer, a."key", a.damaged, a."inline"
  from json_each(?) as asked
  cross join component_run as r on r.rowid = (
    select c.rowid from component_run as c where c.identity = asked.value and c.status = 'ran' ${sound}
    order by c.ended_at desc, c.id desc limit 1
  )
  cross join artifact as a on ${madeBy('a', 'r.id')}`;

/**
 * One query for all identities: half of the cost of one for each. Damage is rare, so it is looked for in what came out
 * instead of in every candidate.
 */
export function sqliteFinder(connection: SqliteConnection): (identities: readonly string[]) => Map<string, FoundRun> {
  const newest = connection.prepare(query(''));
  const sound = connection.prepare(
    query(`and not exists (select 1 from artifact as d where ${madeBy('d', 'c.id')} and d.damaged = 1)`),
  );
  const ask = (statement: typeof newest, identities: readonly string[]): FoundRow[] =>
    statement.all(JSON.stringify(identities)) as unknown as FoundRow[];

  return (identities) => {
    const found = new Map<string, FoundRun & { readonly artifacts: FoundRun['artifacts'][number][] }>();
    const damaged = new Set<string>();
    const take = (row: FoundRow): void => {
      const known = found.get(row.identity);
      if (known) known.artifacts.push(refOf(row));
      else {
        found.set(row.identity, { id: row.found, run: row.run, endedAt: row.ended_at, artifacts: [refOf(row)] });
      }
    };
    for (const row of ask(newest, identities)) {
      if (row.damaged === 1) damaged.add(row.identity);
      take(row);
    }
    if (damaged.size > 0) {
      for (const identity of damaged) found.delete(identity);
      ask(sound, [...damaged]).forEach(take);
    }
    for (const { artifacts } of found.values()) if (artifacts.length > 1) artifacts.sort(byId);
    return found;
  };
}

/** The artifacts of each component run, in the order asked for: the output first. */
export function sqliteMade(connection: SqliteConnection): (componentRuns: readonly string[]) => ArtifactRef[][] {
  const statement = connection.prepare(`
    select asked.key as position, a.id, a.name, a.codec, a.digest, a.size, a.layer, a."key", a."inline"
    from json_each(?) as asked cross join artifact as a on ${madeBy('a', 'asked.value')} order by asked.key, a.id`);
  return (componentRuns) => {
    const made: ArtifactRef[][] = componentRuns.map(() => []);
    const rows = statement.all(JSON.stringify(componentRuns)) as unknown as (ArtifactColumns & { position: number })[];
    for (const row of rows) made[row.position]!.push(refOf(row));
    return made;
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
