import type { FoundRun } from '../entries.ts';
import { latestNow } from '../future.ts';
import { type ArtifactColumns, madeBy, refOf } from '../read/artifacts.ts';
import type { SqliteConnection } from './connection.ts';

interface Row {
  readonly id: string;
  readonly run: string | null;
  readonly ended_at: number;
}

/** Two prepared statements for each identity. */
export function sqliteFinder(connection: SqliteConnection): (identities: readonly string[]) => Map<string, FoundRun> {
  const newest = (condition: string): string =>
    `select id, run, ended_at from component_run as r
     where identity = ? and status = 'ran' ${condition}
       and not exists (select 1 from artifact as a where ${madeBy('a', 'r.id')} and a.damaged = 1)
     order by ended_at desc, id desc limit 1`;
  const run = connection.prepare(newest(''));
  const before = newest('and ended_at <= ?');
  const artifacts = connection.prepare(
    `select a.id, name, codec, digest, size, layer, "key", "inline"
     from (select ? as id) as r cross join artifact as a on ${madeBy('a', 'r.id')} order by a.id`,
  );
  return (identities) => {
    const found = new Map<string, FoundRun>();
    for (const identity of identities) {
      let row = run.get(identity) as Row | undefined;
      if (!row) continue;
      const latest = latestNow();
      if (row.ended_at > latest) row = (connection.prepare(before).get(identity, latest) as Row | undefined) ?? row;
      const made = (artifacts.all(row.id) as unknown as ArtifactColumns[]).map(refOf);
      found.set(identity, { id: row.id, run: row.run, endedAt: row.ended_at, artifacts: made });
    }
    return found;
  };
}
