import type { CompiledQuery } from 'kysely';
import type { Pool } from 'pg';

/** The first rows are wanted soon, the others in fewer messages. */
const first = 20;
const most = 1000;

/** Rows as the server finds them, by a cursor in a transaction of its own: the server makes no more than are asked for. */
export async function* postgresStream<T>(pool: Pool, { sql, parameters }: CompiledQuery<T>): AsyncGenerator<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin transaction read only');
    await client.query(`declare answer no scroll cursor for ${sql}`, parameters as unknown[]);
    for (let size = first; ; size = Math.min(size * 5, most)) {
      const { rows } = await client.query(`fetch ${size} from answer`);
      yield* rows as T[];
      if (rows.length < size) break;
    }
    broken = false;
  } finally {
    // Also where whoever reads has had enough, and after an error.
    await client.query('rollback').then(
      () => (broken = false),
      () => undefined,
    );
    client.release(broken);
  }
}
