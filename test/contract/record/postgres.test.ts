import { describe, expect, test } from 'vitest';
import { RecordUnavailable } from '../../../src/lineage/errors.ts';
import { migrateRecord } from '../../../src/lineage/status.ts';
import { freshDatabase, query } from '../../support/postgres.ts';
import { freePort } from '../../support/postgres-server.ts';
import { opener, type Database } from './harness.ts';
import { aRun, entry } from './made.ts';
import { recordSuite } from './suite.ts';

const database: Database = {
  dialect: 'postgres',
  fresh: async () => ({ postgres: await freshDatabase() }),
  execute: (settings, statement) => query('postgres' in settings ? settings.postgres : '', statement),
  markFirst: async (settings) => {
    const columns = 'version integer primary key, name text not null, applied_at bigint not null';
    await database.execute(settings, `create table clew_migration (${columns})`);
    await database.execute(settings, "insert into clew_migration values (1, '0001-first', 0)");
  },
  age: async (settings) =>
    void (await database.execute(settings, "insert into clew_migration values (99, 'later', 0)")),
};

recordSuite(database);

/** The address of an empty database, changed. */
const address = async (change: (url: URL) => unknown) => {
  const url = new URL(await freshDatabase());
  await change(url);
  return url.href;
};

describe('PostgreSQL record', () => {
  const open = opener();

  test('with manual migration, changes nothing before the migration is run', async () => {
    const settings = { postgres: await freshDatabase(), migrate: 'manual' } as const;
    await expect(open(settings)).rejects.toThrow(expect.objectContaining({ code: 'RECORD_NOT_MIGRATED' }));
    await expect(open(settings)).rejects.toMatchObject({ next: 'Run: npx clew db migrate' });
    await migrateRecord(settings);
    expect(await (await open(settings)).runs()).toEqual([]);
  });

  test.each([
    ['no server', () => address(async (url) => (url.port = String(await freePort()))), 'no server answers'],
    ['a wrong password', () => address((url) => (url.password = 'wr0ng-one')), 'refused the user postgres'],
    ['a missing database', () => address((url) => (url.pathname = '/nowhere')), 'has no database nowhere'],
  ])('reports %s without the password', async (_name, make, reason) => {
    const postgres = await make();
    const error = (await open({ postgres }).catch((thrown: unknown) => thrown)) as RecordUnavailable;
    expect(error).toBeInstanceOf(RecordUnavailable);
    expect(error.message).toContain(reason);
    expect(error.message).toContain(new URL(postgres).host);
    expect(`${error.message} ${error.next} ${error.stack}`).not.toContain(new URL(postgres).password);
  });

  test('reports an invalid address without repeating it', async () => {
    const error = (await open({ postgres: 'postgres://ana:secret@:::' }).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'RECORD_ADDRESS_INVALID' });
    expect(`${error.message} ${error.stack}`).not.toContain('secret');
  });

  test('does not show a password given among the options', async () => {
    const postgres = await address((url) => {
      url.search = `?password=${url.password}`;
      url.password = '';
    });
    const record = await open({ postgres });
    expect(record.place).toMatch(/^postgres:\/\/postgres@127\.0\.0\.1:\d+\/clew_\w+$/);
  });

  test('fails the commit with the reason when the disk of the server is full, and then recovers', async () => {
    const postgres = await freshDatabase();
    const record = await open({ postgres });
    await record.startRun(aRun('run-1'));
    await query(
      postgres,
      `create function refuse() returns trigger language plpgsql as $$
       begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
       create trigger refuse before insert on artifact execute function refuse()`,
    );
    const failed = record.commit(entry('a'));
    await expect(failed).rejects.toThrow(RecordUnavailable);
    await expect(failed).rejects.toThrow(/disk is full/);
    await query(postgres, 'drop trigger refuse on artifact');
    await record.commit(entry('a'));
    expect((await record.find('sha256:a'))?.id).toBe('cr-a');
  });

  test('reconnects after the server ended the connection', async () => {
    const postgres = await freshDatabase();
    const record = await open({ postgres });
    await record.startRun(aRun('run-1'));
    const end =
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await query(postgres, end);
    // Whether the driver has heard of it by now or not: it works, or fails with a reason.
    const thrown: unknown = await record.commit(entry('a')).then(
      () => new RecordUnavailable('', '', ''),
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(RecordUnavailable);
    await record.commit(entry('b'));
    expect((await record.find('sha256:b'))?.id).toBe('cr-b');
  });

  test('returns times and sizes as numbers, also beyond 32 bits', async () => {
    const record = await open({ postgres: await freshDatabase() });
    await record.startRun(aRun('run-1'));
    const [made] = entry('a').artifacts;
    await record.commit(entry('a', [], { artifacts: [{ ...made!, size: 2 ** 40 }] }));
    expect((await record.componentRun('cr-a')).artifacts[0]!.size).toBe(2 ** 40);
    expect((await record.runs())[0]!.startedAt).toBe(aRun('').startedAt);
  });
});
