import type { StatementSync } from 'node:sqlite';
import type { ArtifactRef } from '../../storage/ref.ts';
import type { FoundRun } from '../query-results.ts';
import { latestNow } from '../clock-skew.ts';
import { type ArtifactColumns, madeBy, refOf } from '../read/artifacts.ts';
import type { SqliteConnection } from './connection.ts';

interface FoundRow extends ArtifactColumns {
  readonly identity: string;
  readonly found: string;
  readonly run: string | null;
  readonly started_at: number;
  readonly ended_at: number;
  readonly dependencies: string | null;
  readonly damaged: number;
}

/** The newest one of each identity with what it made; the condition narrows down which ones count. */
const query = (condition: string): string => `
  select asked.value as identity, r.id as found, r.run, r.started_at, r.ended_at, r.dependencies,
         a.id, a.name, a.codec, a.digest, a.size, a.layer, a."key", a.damaged, a."inline", a.blocks
  from json_each(?) as asked
  cross join component_run as r on r.rowid = (
    select c.rowid from component_run as c where c.identity = asked.value and c.status = 'ran' ${condition}
    order by c.ended_at desc, c.id desc limit 1
  )
  cross join artifact as a on ${madeBy('a', 'r.id')}`;

const isSound = `and not exists (select 1 from artifact as d where ${madeBy('d', 'c.id')} and d.damaged = 1)`;
const isCurrent = 'and (c.dependencies is null or c.dependencies not in (select value from json_each(?)))';
const isPast = 'and c.ended_at <= ?';

/**
 * Makes a finder that asks for all identities in one query: half the cost of one query each. Damage, results from the
 * future and outdated dependencies are rare, so they are looked for in what came out instead of in every candidate.
 */
export function sqliteFinder(
  connection: SqliteConnection,
): (identities: readonly string[], outdated: readonly string[]) => Map<string, FoundRun> {
  const statements = new Map<string, StatementSync>();
  const statementFor = (condition: string): StatementSync => {
    let known = statements.get(condition);
    if (!known) statements.set(condition, (known = connection.prepare(query(condition))));
    return known;
  };

  return (identities, outdated) => {
    const current = outdated.length === 0 ? '' : isCurrent;
    const values = outdated.length === 0 ? [] : [JSON.stringify(outdated)];
    const ask = (asked: readonly string[], condition = '', ...more: number[]): Map<string, FoundRow[]> => {
      const statement = statementFor(current + condition);
      const rows = statement.all(JSON.stringify(asked), ...values, ...more) as unknown as FoundRow[];
      return Map.groupBy(rows, ({ identity }) => identity);
    };
    const found = ask(identities);
    const latest = latestNow();
    const damaged: string[] = [];
    const ahead: string[] = [];
    for (const [identity, rows] of found) {
      if (rows.some((row) => row.damaged === 1)) damaged.push(identity);
      else if (rows[0]!.ended_at > latest) ahead.push(identity);
    }
    if (damaged.length > 0) {
      for (const identity of damaged) found.delete(identity);
      for (const [identity, rows] of ask(damaged, isSound)) {
        found.set(identity, rows);
        if (rows[0]!.ended_at > latest) ahead.push(identity);
      }
    }
    if (ahead.length > 0) {
      for (const [identity, rows] of ask(ahead, isSound + isPast, latest)) found.set(identity, rows);
    }
    const runs = new Map<string, FoundRun>();
    for (const [identity, rows] of found) {
      const { found: id, run, started_at: startedAt, ended_at: endedAt, dependencies } = rows[0]!;
      runs.set(identity, { id, run, startedAt, endedAt, dependencies, artifacts: inOrder(rows.map(refOf)) });
    }
    return runs;
  };
}

/** The artifacts of each component run, in the order asked for: the output first. */
export function sqliteMade(connection: SqliteConnection): (componentRuns: readonly string[]) => ArtifactRef[][] {
  const statement = connection.prepare(`
    select asked.key as position, a.id, a.name, a.codec, a.digest, a.size, a.layer, a."key", a."inline", a.blocks
    from json_each(?) as asked cross join artifact as a on ${madeBy('a', 'asked.value')}`);
  return (componentRuns) => {
    const made: ArtifactRef[][] = componentRuns.map(() => []);
    const rows = statement.all(JSON.stringify(componentRuns)) as unknown as (ArtifactColumns & { position: number })[];
    for (const row of rows) made[row.position]!.push(refOf(row));
    return made.map(inOrder);
  };
}

/** By their ids: that costs less here than a query that sorts all of them. */
function inOrder(made: ArtifactRef[]): ArtifactRef[] {
  return made.length > 1 ? made.sort((a, b) => (a.id < b.id ? -1 : 1)) : made;
}
