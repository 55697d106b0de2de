import { sql } from 'kysely';
import { sharedNow } from '../../values/stopwatch.ts';
import { now as serverNow } from '../postgres/holders.ts';
import type { Store } from '../store.ts';

/** Nobody reserves so far ahead: it was written by a clock that has begun again since. */
const longest = 7_200_000;

/**
 * One statement, so that two who ask at once get one slot each. The clock is the one that all who share the record have:
 * the server's, or this machine's, and of that the one that nobody sets. A slot whose answer was lost is left empty.
 */
export async function slot({ db, dialect }: Pick<Store, 'db' | 'dialect'>, gate: string, apart: number) {
  const interval = Math.ceil(apart);
  const [now, later] =
    dialect === 'sqlite' ? [sql`${sharedNow()}`, sql.raw('max')] : [sql.raw(serverNow), sql.raw('greatest')];
  const { rows } = await sql<{ wait: number }>`
    insert into rate (gate, next_at) values (${gate}, ${now} + ${sql.lit(interval)})
    on conflict (gate) do update set next_at = ${sql.lit(interval)} +
      case when rate.next_at > ${now} + ${sql.lit(longest)} then ${now} else ${later}(rate.next_at, ${now}) end
    returning next_at - ${sql.lit(interval)} - ${now} as wait`.execute(db);
  return Math.max(0, rows[0]!.wait);
}
