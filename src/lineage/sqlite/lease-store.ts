import { sharedNow } from '../../values/stopwatch.ts';
import type { HeldBy, HolderState } from '../holder-types.ts';
import type { LeaseStore } from '../lease-store.ts';
import type { SqliteConnection } from './connection.ts';
import { loneHolder, whose } from './holders.ts';
import { insertUses, sqliteLimits } from './limit-store.ts';

/**
 * The most that a holder may have left to go. More than that was written before the machine was started anew, when its
 * clock began again.
 */
const longest = 7_200_000;
const expired = 'expires_at not between ? and ?';
const ends = (): [number, number] => {
  const now = sharedNow();
  return [now, now + longest];
};

/**
 * All processes share this machine's clock, and of that the one that nobody sets: when it is changed, nobody is held
 * for dead. A writing transaction has the file to itself, which serialises them.
 */
export function sqliteLeases(connection: SqliteConnection): LeaseStore {
  const { prepare, transaction } = connection;
  const insert = (holder: string, identity: string, node: string): boolean => {
    const statement = prepare('insert into lease values (?, ?, ?, ?) on conflict do nothing');
    return statement.run(identity, holder, node, Date.now()).changes === 1;
  };

  return {
    limits: sqliteLimits(connection),
    join: ({ id, process, run }, ms) =>
      transaction(() => {
        const alone = prepare('select 1 from holder').get() === undefined;
        prepare('insert into holder values (?, ?, ?, ?, ?)').run(id, process, run, Number(alone), sharedNow() + ms);
        return alone;
      }),
    beat: (holder, ms, alone, { leases, uses }) =>
      transaction(() => {
        const update = prepare('update holder set expires_at = ?, alone = ? where id = ?');
        if (update.run(sharedNow() + ms, Number(alone), holder).changes === 0) return undefined;
        for (const { identity, node } of leases) insert(holder, identity, node);
        insertUses(connection, holder, uses);
        const { number } = prepare('select count(*) as number from holder').get() as { number: number };
        return number - 1;
      }),
    take: (holder, wanted) =>
      transaction(() => {
        if (!prepare('select 1 from holder where id = ?').get(holder)) return undefined;
        if (loneHolder(connection, holder)) return [];
        return wanted.filter(({ identity, node }) => insert(holder, identity, node)).map(({ identity }) => identity);
      }),
    release: (holder, identities) =>
      transaction(() => {
        const statement = prepare('delete from lease where identity = ? and holder = ?');
        for (const identity of identities) statement.run(identity, holder);
      }),
    leave: (holder) => void prepare('delete from holder where id = ?').run(holder),
    heldBy: (asker, identities) => {
      const mayHold = loneHolder(connection, asker);
      const statement = prepare(`select ${whose} join lease as l on l.holder = h.id where l.identity = ?`);
      return new Map(
        identities.flatMap((identity): [string, HeldBy][] => {
          const held = (statement.get(identity) as HeldBy | undefined) ?? mayHold;
          return held ? [[identity, held]] : [];
        }),
      );
    },
    holders: () => {
      const rows = prepare(`select ${expired} as expired, ${whose}`).all(...ends());
      return (rows as unknown as (HeldBy & { expired: number })[]).map((row): HolderState => ({
        ...row,
        expired: row.expired === 1,
      }));
    },
    remove: (dead) =>
      transaction(() => {
        prepare(`delete from holder where ${expired}`).run(...ends());
        for (const id of dead) prepare('delete from holder where id = ?').run(id);
      }),
  };
}
