import type { Pool, PoolClient } from 'pg';

/** PostgreSQL's number for the type `bigint`. */
const int8 = 20;

/** A small pool. `pg` is loaded only here, so that nobody pays for it who doesn't use it. */
export async function connectPostgres(address: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address,
    max: 4,
    // An open record alone keeps no process alive.
    allowExitOnIdle: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'clew',
    types: {
      // Times and sizes are safe integers; set for this pool only.
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(type, format as 'text'),
    },
  });
  // A lost connection is told to whoever uses it next; without listeners it would end the process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}

/** All or nothing on one client. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}
