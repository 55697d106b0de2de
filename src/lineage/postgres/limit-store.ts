import type { HeldBy } from '../holder-types.ts';
import { type LimitStore, type Use, answer, namesOf, waitExpiry } from '../limit-store.ts';
import { type PatientPool, transaction } from './connection.ts';
import { now, whose } from './holders.ts';

/** Any number, as long as it is always the same: the first half of the locks' numbers. */
const locks = 0x6c696d69;

/**
 * The statement that locks limits: who takes units of one has its lock; all are taken in one order, so that nobody
 * waits for each other crosswise.
 */
const lockAll = `select pg_advisory_xact_lock($1, lock)
  from (select distinct hashtext(name) as lock from unnest($2::text[]) as name order by 1) as locks`;

/** One row for each limit of each use, as the columns of `insert into limit_use`; `$1` is the holder. */
export const usesFrom = (first: number): string => `select u.id, u.name, u.units, $1, u.node, ${now}
  from unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::int[], $${first + 3}::text[]) as u(id, name, units, node)`;

interface Looked {
  readonly here: number;
  readonly lone: boolean;
  readonly used: [string, number][];
  readonly promised: string[];
}

/** A statement of its own after the locks: it sees all that was committed before. The holder's row stays until the end. */
const look = `with me as (select id from holder where id = $1 for share)
  select (select count(*) from me) as here,
    exists (select 1 from holder where alone = 1 and id <> $1) as lone,
    array(select json_build_array(name, sum(units)) from limit_use where name = any($2) group by name) as used,
    array(select distinct w.name from limit_wait as w
      left join limit_wait as mine on mine.name = w.name and mine.holder = $1
      where w.name = any($2) and w.holder <> $1 and w.asked_at > ${now} - ${waitExpiry}
        and w.since < coalesce(mine.since, ${now} + 1)) as promised`;

const unuse = 'delete from limit_use where id = any($1)';

/** `$1` is the holder. */
const note = `with used as (insert into limit_use ${usesFrom(2)}),
  waited as (delete from limit_wait where holder = $1 and name = any($6))
  insert into limit_wait select name, $1, ${now}, ${now} from unnest($7::text[]) as name
  on conflict (name, holder) do update set asked_at = excluded.asked_at`;

export function usesColumns(uses: readonly Use[]): [string[], string[], number[], string[]] {
  const rows = uses.flatMap(({ id, node, needs }) => needs.map(({ name, units }) => ({ id, name, units, node })));
  const { id, name, units, node } = {
    id: rows.map((row) => row.id),
    name: rows.map((row) => row.name),
    units: rows.map((row) => row.units),
    node: rows.map((row) => row.node),
  };
  return [id, name, units, node];
}

export function postgresLimits(pool: PatientPool): LimitStore {
  return {
    take: (holder, uses, capacities) =>
      pool.patience.ride((again) =>
        transaction(pool.bare, async (client) => {
          const names = namesOf(uses);
          await client.query(lockAll, [locks, names]);
          // Taken before, and the answer was lost: it must not stand in its own way.
          if (again) await client.query(unuse, [uses.map(({ id }) => id)]);
          const { here, lone, used, promised } = (await client.query<Looked>(look, [holder, names])).rows[0]!;
          if (here === 0) return undefined;
          if (lone) return [];
          const standing = { used: new Map(used), promised: new Set(promised) };
          const { got, wait, waited } = answer(uses, standing, capacities);
          await client.query(note, [holder, ...usesColumns(got), waited, wait]);
          return got.map(({ id }) => id);
        }),
      ),
    release: async (ids) => void (await pool.query(unuse, [ids])),
    heldBy: async (asker, names) => {
      const { rows } = await pool.query<HeldBy & { name: string }>(
        `select distinct on (l.name) l.name, ${whose} join limit_use as l on l.holder = h.id
         where l.name = any($1) and h.id <> $2 order by l.name, l.taken_at`,
        [names, asker],
      );
      const lone = await pool.query<HeldBy>(`select ${whose} where h.alone = 1 and h.id <> $1`, [asker]);
      const held = new Map<string, HeldBy>(rows.map(({ name, ...by }) => [name, by]));
      const mayHold = lone.rows[0];
      if (mayHold) for (const name of names) if (!held.has(name)) held.set(name, mayHold);
      return held;
    },
  };
}
