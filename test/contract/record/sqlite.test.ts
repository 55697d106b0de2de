import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { RecordUnavailable } from '../../../src/lineage/errors.ts';
import { openRecord, readyStore } from '../../../src/lineage/open-record.ts';
import { traceQuery } from '../../../src/lineage/read/trace-query.ts';
import { createRecord } from '../../../src/lineage/create-record.ts';
import { recordStatus } from '../../../src/lineage/status.ts';
import { loadSqlite } from '../../../src/lineage/sqlite/load.ts';
import { opener, type Database } from './harness.ts';
import { artifact, aRun, entry } from './made.ts';
import { recordSuite } from './suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'clew-record-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let made = 0;
const newFile = () => join(folder, `${(made += 1)}`, 'record.db');

const database: Database = {
  dialect: 'sqlite',
  fresh: async () => ({ sqlite: newFile() }),
  execute: async (settings, statement) => {
    const path = 'sqlite' in settings ? settings.sqlite : '';
    await mkdir(dirname(path), { recursive: true });
    using file = new DatabaseSync(path);
    return file.prepare(statement).all();
  },
  markFirst: async (settings) => {
    await database.execute(settings, 'pragma application_id = 1131177335');
    await database.execute(settings, 'pragma user_version = 1');
  },
  age: async (settings) => void (await database.execute(settings, 'pragma user_version = 99')),
};

recordSuite(database);

describe('SQLite record', () => {
  const open = opener();

  test('refuses a file of another kind and leaves it unchanged', async () => {
    const text = join(folder, 'notes.txt');
    await writeFile(text, 'These are not the rows you are looking for. '.repeat(30));
    await expect(open({ sqlite: text })).rejects.toThrow(expect.objectContaining({ code: 'NOT_A_RECORD' }));
    await expect(open({ sqlite: folder })).rejects.toThrow(RecordUnavailable);
  });

  test('refuses a database of another program, whatever its version number', async () => {
    const sqlite = join(folder, 'other.db');
    await database.execute({ sqlite }, 'create table theirs (id)');
    await expect(open({ sqlite })).rejects.toThrow(expect.objectContaining({ code: 'NOT_A_RECORD' }));
    await database.execute({ sqlite }, 'pragma user_version = 1');
    await expect(open({ sqlite })).rejects.toThrow(expect.objectContaining({ code: 'NOT_A_RECORD' }));
  });

  test('names a folder that is not writable, and the next step', async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await chmod(folder, 0o755);
    await chmod(locked, 0o555);
    for (const sqlite of [join(locked, 'record.db'), join(locked, 'deeper', 'record.db')]) {
      const error: unknown = await asNobody(() => open({ sqlite })).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RecordUnavailable);
      expect((error as RecordUnavailable).message).toContain(sqlite);
      expect((error as RecordUnavailable).next).toContain('rights');
    }
  });

  /** A record with one run in a folder that only its owner may write to; `isOpen`: somebody else has it open. */
  async function locked(isOpen: boolean): Promise<string> {
    const own = newFile();
    const record = await open({ sqlite: own });
    await record.startRun(aRun('run-1'));
    if (!isOpen) await record.close();
    const sqlite = newFile();
    await mkdir(dirname(sqlite));
    for (const end of isOpen ? ['', '-wal'] : ['']) await copyFile(`${own}${end}`, `${sqlite}${end}`);
    await chmod(sqlite, 0o444);
    await chmod(dirname(sqlite), 0o555);
    await chmod(folder, 0o755);
    return sqlite;
  }

  test('can be read with read permission for the file and its folder only', async () => {
    const sqlite = await locked(false);
    const [run, error] = await asNobody(async () => {
      const record = await openRecord({ sqlite }, { create: false });
      const [first] = await record.runs();
      const refused: unknown = await record.startRun(aRun('run-2')).catch((thrown: unknown) => thrown);
      await record.close();
      return [first, refused];
    });
    expect(run).toMatchObject({ id: 'run-1' });
    expect(error).toMatchObject({ code: 'RECORD_UNAVAILABLE', message: expect.stringContaining('it is read-only') });
    expect(await asNobody(async () => recordStatus({ sqlite }))).toMatchObject({ pending: [] });
  });

  test('reports that newer rows are in the log when it may only be read', async () => {
    const sqlite = await locked(true);
    const opened = asNobody(() => openRecord({ sqlite }, { create: false }));
    await expect(opened).rejects.toThrow('its newest rows lie in a log that only somebody who may write to its folder');
  });

  test('fails the commit with the reason when the disk is full, and keeps what was committed', async () => {
    const store = await readyStore({ sqlite: newFile() }, {});
    const record = createRecord(store);
    await record.startRun(aRun('run-1'));
    await record.commit(entry('a'));
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
    await sql.raw(`pragma max_page_count = ${rows[0]!.page_count + 1}`).execute(store.db);
    const large = artifact('b', { inline: new Uint8Array(60_000) });
    await expect(record.commit(entry('b', [], { artifacts: [large] }))).rejects.toThrow(/the disk is full/);
    expect((await record.find('sha256:a'))?.id).toBe('cr-a');
    expect(await record.find('sha256:b')).toBeUndefined();
    await record.close();
  });

  test('uses an index for every look-up of a trace, and scans no table', async () => {
    const store = await readyStore({ sqlite: newFile() }, {});
    const plan = sql<{ detail: string }>`explain query plan ${traceQuery('sqlite', 'out-1')}`;
    const steps = (await plan.execute(store.db)).rows.map(({ detail }) => detail);
    expect(new Set(steps.filter((step) => step.startsWith('SCAN')))).toEqual(new Set(['SCAN up']));
    expect(steps.filter((step) => step.includes('AUTOMATIC'))).toEqual([]);
    expect(steps.filter((step) => step.startsWith('SEARCH r USING INDEX'))).toHaveLength(1);
    await store.close();
  });

  test('keeps the rows of all processes that create one new record at the same time', async () => {
    const sqlite = newFile();
    const beginner = new URL('./beginner.ts', import.meta.url).pathname;
    const begin = (name: string) => promisify(execFile)(process.execPath, [beginner, sqlite, name]);
    await Promise.all(['a', 'b', 'c', 'd'].map(begin));
    const record = await open({ sqlite }, { create: false });
    expect((await record.runs()).map(({ id, status }) => `${id} ${status}`).sort()).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `run-${name} died`),
    );
    expect((await record.run('run-c')).nodes).toHaveLength(50);
  });

  test('prints no warning about SQLite, and keeps other warnings', async () => {
    expect(loadSqlite().DatabaseSync).toBeTypeOf('function');
    const load = new URL('../../../src/lineage/sqlite/load.ts', import.meta.url).href;
    const program = `import { loadSqlite } from '${load}'; loadSqlite(); process.emitWarning('mine', 'ExperimentalWarning');`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(stderr).toContain('mine');
    expect(stderr).not.toContain('SQLite');
  });

  test('does not load the PostgreSQL driver', async () => {
    const opening = new URL('../../../src/lineage/open-record.ts', import.meta.url).href;
    const program = `import { openRecord } from '${opening}'; import { createRequire } from 'node:module';
      const record = await openRecord({ sqlite: ':memory:' }); await record.close();
      console.log(Object.keys(createRequire('${opening}').cache).filter((file) => file.includes('/pg/')).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(stdout.trim()).toBe('0');
  });
});

/** Root may write everywhere: for a moment, be someone who may not. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid!('nobody');
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
