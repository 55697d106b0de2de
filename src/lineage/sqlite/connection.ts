import { SqliteDialect } from 'kysely';
import type { SQLInputValue, DatabaseSync, StatementSync } from 'node:sqlite';
import { sanitizeParameter } from '../sanitize-text.ts';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../../errors.ts';
import { RecordMissing, RecordUnavailable } from '../errors.ts';
import { loadSqlite } from './load.ts';
import { translateSqlite } from './errors.ts';

export interface SqliteConnection {
  readonly database: DatabaseSync;
  /** Each text is prepared once. */
  prepare(sql: string): StatementSync;
  /** All or nothing, and never an `await` in between. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens the file; its folder is made where the record may be created. */
export function connectSqlite(file: string, durability: 'normal' | 'full', create: boolean): SqliteConnection {
  if (!existsSync(file) && file !== ':memory:') {
    if (!create) throw new RecordMissing(file);
    makeFolder(file);
  }
  const { DatabaseSync: Database } = loadSqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new Database(file, { enableForeignKeyConstraints: true });
    // A commit of one small run touches a dozen pages: half as large, they cost a tenth less. Counts for new files only.
    // What has no index is not to get one for the time of a query: that is a scan by another name.
    // Fewer, larger checkpoints: each one waits for the disk. 16000 pages are 32 MB of log.
    database.exec(`pragma page_size = 2048; pragma busy_timeout = 10000; pragma synchronous = ${durability}; pragma wal_autocheckpoint = 16000;
       pragma cache_size = -16000; pragma automatic_index = off`);
    // SQLite says only on reading that the file can't be written.
    if (!create) database.exec('select 1 from sqlite_schema');
  } catch (error) {
    database?.close();
    if (create || !isNotWritable(error)) throw translateSqlite(error, file);
    database = openUnchanging(file, error);
  }
  return over(database);
}

/** SQLITE_READONLY and SQLITE_CANTOPEN: a write-ahead log can't be begun. */
const isNotWritable = (error: unknown): boolean =>
  [8, 14].includes(((error as { errcode?: number }).errcode ?? 0) & 0xff);

/**
 * Opens a file that this user can't write to as one that nobody changes. Whoever writes to it at this moment keeps a log
 * beside it, which is not to be read then.
 */
function openUnchanging(file: string, cause: unknown): DatabaseSync {
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) {
    throw new RecordUnavailable(
      file,
      'its newest rows lie in a log that only somebody who may write to its folder can read',
      'Let somebody who may write there run a command, such as clew runs, or give this user the right.',
      cause,
    );
  }
  const { DatabaseSync: Database } = loadSqlite();
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  try {
    return new Database(url, { readOnly: true });
  } catch (error) {
    throw translateSqlite(error, file);
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    const next = 'Check the rights of the folders above it, or name another place in clew.config.ts.';
    const { code } = error as NodeJS.ErrnoException;
    const inTheWay = code === 'EEXIST' || code === 'ENOTDIR';
    const why = inTheWay ? 'a file is in the place of its folder' : `its folder can't be made (${messageOf(error)})`;
    throw new RecordUnavailable(file, why, next, error);
  }
}

function over(database: DatabaseSync): SqliteConnection {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = database.prepare(sql)));
    return statement;
  };
  return {
    database,
    prepare,
    transaction(work) {
      // Taken at once: a reader that turns writer in the middle may be refused without waiting.
      prepare('begin immediate').run();
      try {
        const result = work();
        prepare('commit').run();
        return result;
      } catch (error) {
        try {
          prepare('rollback').run();
        } catch {
          // Some errors have rolled back already, a full disk is one of them.
        }
        throw error;
      }
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** Gives a statement's parameters as the database can take them. */
export const sanitizeParameters = (parameters: readonly unknown[]): SQLInputValue[] =>
  parameters.map(sanitizeParameter) as SQLInputValue[];

/** Kysely's own SQLite dialect, made for another driver, over `node:sqlite`. */
export function sqliteDialect(connection: SqliteConnection): SqliteDialect {
  return new SqliteDialect({
    database: {
      prepare(sql) {
        const statement = connection.prepare(sql);
        return {
          // `all` also serves statements that give no rows.
          reader: true,
          all: (parameters) => statement.all(...sanitizeParameters(parameters)),
          run: (parameters) => statement.run(...sanitizeParameters(parameters)),
          iterate: (parameters) => statement.iterate(...sanitizeParameters(parameters)) as IterableIterator<unknown>,
        };
      },
      close() {},
    },
  });
}
