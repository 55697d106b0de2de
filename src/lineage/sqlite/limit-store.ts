import { sharedNow } from '../../values/stopwatch.ts';
import type { HeldBy } from '../holder-types.ts';
import { type LimitStore, type Standing, type Use, answer, namesOf, waitExpiry } from '../limit-store.ts';
import type { SqliteConnection } from './connection.ts';
import { loneHolder, whose } from './holders.ts';

/** Writes down what is taken, within the caller's transaction. */
export function insertUses({ prepare }: SqliteConnection, holder: string, uses: readonly Use[]): void {
  const statement = prepare('insert into limit_use values (?, ?, ?, ?, ?, ?) on conflict do nothing');
  for (const { id, node, needs } of uses) {
    for (const { name, units } of needs) statement.run(id, name, units, holder, node, Date.now());
  }
}

function standing({ prepare }: SqliteConnection, asker: string, names: readonly string[]): Standing {
  const sum = prepare('select coalesce(sum(units), 0) as used from limit_use where name = ?');
  const longer = prepare(`select 1 from limit_wait as w where w.name = ? and w.holder <> ? and w.asked_at > ?
    and w.since < coalesce((select since from limit_wait where name = w.name and holder = ?), ?) limit 1`);
  const now = sharedNow();
  const isFresh = now - waitExpiry;
  return {
    used: new Map(names.map((name) => [name, (sum.get(name) as { used: number }).used])),
    promised: new Set(names.filter((name) => longer.get(name, asker, isFresh, asker, now + 1))),
  };
}

/** Whoever writes has the file alone, so that what is counted is true until it is written. */
export function sqliteLimits(connection: SqliteConnection): LimitStore {
  const { prepare, transaction } = connection;
  return {
    take: (holder, uses, capacities) =>
      transaction(() => {
        if (!prepare('select 1 from holder where id = ?').get(holder)) return undefined;
        if (loneHolder(connection, holder)) return [];
        const { got, wait, waited } = answer(uses, standing(connection, holder, namesOf(uses)), capacities);
        insertUses(connection, holder, got);
        const end = prepare('delete from limit_wait where name = ? and holder = ?');
        for (const name of waited) end.run(name, holder);
        const begin = prepare(`insert into limit_wait values (?, ?, ?, ?)
          on conflict (name, holder) do update set asked_at = excluded.asked_at`);
        for (const name of wait) begin.run(name, holder, sharedNow(), sharedNow());
        return got.map(({ id }) => id);
      }),
    release: (ids) =>
      transaction(() => {
        const statement = prepare('delete from limit_use where id = ?');
        for (const id of ids) statement.run(id);
      }),
    heldBy: (asker, names) => {
      const mayHold = loneHolder(connection, asker);
      const statement = prepare(
        `select ${whose} join limit_use as l on l.holder = h.id where l.name = ? and h.id <> ? order by l.taken_at`,
      );
      return new Map(
        names.flatMap((name): [string, HeldBy][] => {
          const held = (statement.get(name, asker) as HeldBy | undefined) ?? mayHold;
          return held ? [[name, held]] : [];
        }),
      );
    },
  };
}
