import type { Client, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { PostgresPool } from 'kysely';
import { sanitizeParameter } from '../sanitize-text.ts';
import type { OutagePatience } from '../outage-patience.ts';

/** PostgreSQL's number for the type `bigint`. */
const int8 = 20;

/** A small pool. `pg` is loaded only here, so that nobody pays for it who doesn't use it. */
export async function connectPostgres(address: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    Client: cleaning(pg.Client),
    connectionString: address,
    max: 4,
    // An open record alone keeps no process alive.
    allowExitOnIdle: true,
    connectionTimeoutMillis: 10_000,
    // A server that went away without a word is noticed.
    keepAlive: true,
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

/** Gives a client whose statements hold no text that the server refuses. */
function cleaning<T extends typeof Client>(Plain: T): T {
  const plain = Plain.prototype.query as (...args: unknown[]) => unknown;
  class Cleaning extends (Plain as typeof Client) {}
  Cleaning.prototype.query = function (this: Client, text: unknown, values: unknown, ...rest: unknown[]) {
    return plain.call(this, text, Array.isArray(values) ? values.map(sanitizeParameter) : values, ...rest);
  } as Client['query'];
  return Cleaning as T;
}

/**
 * The same pool, riding out outages. What goes through it may be done twice, because the first answer may be lost: each
 * statement must bear that, or ask by {@link OutagePatience.ride} what became of it.
 */
export class PatientPool {
  readonly #pool: Pool;
  readonly patience: OutagePatience;

  constructor(pool: Pool, patience: OutagePatience) {
    this.#pool = pool;
    this.patience = patience;
  }

  /** As it is, for whoever rides by themselves. */
  get bare(): Pool {
    return this.#pool;
  }

  query<R extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<R>> {
    return this.patience.ride(() => this.#pool.query<R>(text, values as unknown[]));
  }

  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.patience.ride(() => transaction(this.#pool, work));
  }

  /** For Kysely, which takes a connection for each statement. */
  forKysely(): PostgresPool {
    const client = {
      query: (text: string, values: readonly unknown[]) => this.query(text, values),
      release: ignore,
    };
    return { connect: async () => client, end: async () => undefined } as unknown as PostgresPool;
  }
}

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
