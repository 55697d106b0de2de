import type { HeldBy, HolderState } from '../holder-types.ts';
import type { LeaseStore, Wanted } from '../lease-store.ts';
import type { PatientPool } from './connection.ts';
import { expired, now, whose } from './holders.ts';
import { postgresLimits, usesColumns, usesFrom } from './limit-store.ts';

/** Any number, as long as it is always the same: one holder comes in at a time. */
const lock = 0x6c656173;

/** Everybody inserts in the same order, so that nobody waits for each other crosswise. */
const columns = (wanted: readonly Wanted[]): [string[], string[]] => {
  const sorted = wanted.toSorted((a, b) => (a.identity < b.identity ? -1 : 1));
  return [sorted.map(({ identity }) => identity), sorted.map(({ node }) => node)];
};

/**
 * A holder's row is locked by whoever relies on it (`for share`) and by whoever changes or removes it, so that these
 * follow one upon the other; who finds its row removed has lost its leases. Each statement may be repeated after a lost
 * answer: what was done by the first one is found as done.
 */
export function postgresLeases(pool: PatientPool): LeaseStore {
  const ownOf = async (holder: string, wanted: readonly Wanted[]): Promise<string[]> => {
    const { rows } = await pool.bare.query<{ identity: string }>(
      'select identity from lease where holder = $1 and identity = any($2)',
      [holder, wanted.map(({ identity }) => identity)],
    );
    return rows.map(({ identity }) => identity);
  };
  return {
    limits: postgresLimits(pool),
    join: ({ id, process, run }, ms) =>
      pool.transaction(async (client) => {
        await client.query('select pg_advisory_xact_lock($1)', [lock]);
        const { rows } = await client.query<{ alone: number }>(
          `insert into holder select $1, $2, $3, (not exists (select 1 from holder))::int, ${now} + $4
           on conflict (id) do update set expires_at = excluded.expires_at returning alone`,
          [id, process, run, ms],
        );
        return rows[0]!.alone === 1;
      }),
    beat: async (holder, ms, alone, { leases, uses }) => {
      const { rows } = await pool.query<{ here: number; others: number }>(
        `with me as (update holder set expires_at = ${now} + $2, alone = $3 where id = $1 returning id),
          mine as (insert into lease select w.identity, $1, w.node, ${now}
            from unnest($4::text[], $5::text[]) as w(identity, node) where exists (select 1 from me)
            on conflict do nothing),
          used as (insert into limit_use ${usesFrom(6)} where exists (select 1 from me) on conflict do nothing)
         select (select count(*) from me) as here, (select count(*) from holder where id <> $1) as others`,
        [holder, ms, Number(alone), ...columns(leases), ...usesColumns(uses)],
      );
      return rows[0]!.here === 1 ? rows[0]!.others : undefined;
    },
    take: (holder, wanted) =>
      pool.patience.ride(async (again) => {
        const { rows } = await pool.bare.query<{ here: number; got: string[] }>(
          `with me as (select id from holder where id = $1 for share),
            got as (insert into lease select w.identity, $1, w.node, ${now}
              from unnest($2::text[], $3::text[]) as w(identity, node)
              where exists (select 1 from me) and not exists (select 1 from holder where alone = 1 and id <> $1)
              on conflict do nothing returning identity)
           select (select count(*) from me) as here, array(select identity from got) as got`,
          [holder, ...columns(wanted)],
        );
        const { here, got } = rows[0]!;
        if (here !== 1) return undefined;
        return again ? [...got, ...(await ownOf(holder, wanted))] : got;
      }),
    release: async (holder, identities) => {
      await pool.query('delete from lease where holder = $1 and identity = any($2)', [holder, identities]);
    },
    leave: async (holder) => void (await pool.query('delete from holder where id = $1', [holder])),
    heldBy: async (asker, identities) => {
      const { rows } = await pool.query<HeldBy & { identity: string }>(
        `select l.identity, ${whose} join lease as l on l.holder = h.id where l.identity = any($1)`,
        [identities],
      );
      const lone = await pool.query<HeldBy>(`select ${whose} where h.alone = 1 and h.id <> $1`, [asker]);
      const held = new Map<string, HeldBy>(rows.map(({ identity, ...by }) => [identity, by]));
      const mayHold = lone.rows[0];
      if (mayHold) for (const identity of identities) if (!held.has(identity)) held.set(identity, mayHold);
      return held;
    },
    holders: async () => (await pool.query<HolderState>(`select ${expired('h.expires_at')} as expired, ${whose}`)).rows,
    remove: async (dead) => {
      // One that is locked is just now committing something, or is being removed by somebody else.
      await pool.query(
        `delete from holder where id in (
           select id from holder where ${expired('expires_at')} or id = any($1) for update skip locked)`,
        [dead],
      );
    },
  };
}
