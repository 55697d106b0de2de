import { DatabaseSync } from 'node:sqlite';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { Client } from 'pg';
import { columnTypes } from '../../src/lineage/migrations/columns.ts';
import { migrations } from '../../src/lineage/migrations/index.ts';

/** Makes statements and sends none. */
const compiler = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Makes a PostgreSQL record of that version, with the rows of a SQLite record. */
export async function copyRecord(sqliteFile: string, postgres: string, version: number): Promise<void> {
  const source = new DatabaseSync(sqliteFile, { readOnly: true });
  const client = new Client(postgres);
  await client.connect();
  try {
    await client.query(
      'create table clew_migration (version integer primary key, name text not null, applied_at bigint not null)',
    );
    for (const [index, { name, up }] of migrations.slice(0, version).entries()) {
      for (const statement of up(compiler, columnTypes('postgres'))) await client.query(statement.compile().sql);
      await client.query('insert into clew_migration values ($1, $2, 0)', [index + 1, name]);
    }
    // Rows come in any order: their references hold when all are there.
    await client.query('set session_replication_role = replica');
    const tables = source
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
      .all();
    for (const { name } of tables as { name: string }[]) {
      // Migrations have made some already.
      await client.query(`delete from "${name}"`);
      for (const row of source.prepare(`select * from "${name}"`).all()) {
        const columns = Object.keys(row);
        const places = columns.map((_, index) => `$${index + 1}`);
        await client.query(
          `insert into "${name}" (${columns.map((column) => `"${column}"`).join(', ')}) values (${places.join(', ')})`,
          Object.values(row),
        );
      }
    }
  } finally {
    await client.end();
    source.close();
  }
}
