import { spawnSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/lineage/open-record.ts';
import { makeProject, ownNode } from '../support/project.ts';

/** What SQLite calls it: 1 gives the log to the system at each commit, 2 waits until it is on the disk. */
const synchronous = { normal: 1, full: 2 };

describe('setting record.durability', () => {
  test.each(['normal', 'full'] as const)('%s is applied when the record is opened', async (durability) => {
    const project = makeProject({
      'workflow.ts': "import { Task } from 'clew';\n@Task() export class One { run() { return 1; } }",
      'clew.config.ts': `export default { record: { sqlite: 'own.db', durability: '${durability}' } };`,
    });
    expect(await project.json('run-workflow workflow.ts')).toMatchObject({ status: 'succeeded' });
    const store = await openStore({ sqlite: project.path('own.db'), durability }, false);
    onTestFinished(() => store.close());
    const pragma = async (name: string): Promise<unknown> =>
      (await store.db.executeQuery<any>({ sql: `pragma ${name}`, parameters: [] } as never)).rows[0];
    expect({ ...((await pragma('synchronous')) as object) }).toEqual({ synchronous: synchronous[durability] });
    expect({ ...((await pragma('journal_mode')) as object) }).toEqual({ journal_mode: 'wal' });
  });

  test('full syncs bytes and names to disk before the commit, and normal does not', async ({ skip }) => {
    const workflow = `import { Task } from 'clew';
@Task() export class Big { run() { return 'x'.repeat(100_000); } }`;
    const synced: Record<string, string> = {};
    for (const durability of ['normal', 'full']) {
      const project = makeProject({
        'workflow.ts': workflow,
        'clew.config.ts': `export default { record: { sqlite: 'own.db', durability: '${durability}' } };`,
      });
      const words = ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', project.path('calls.txt'), ownNode];
      const { status, error, stderr } = spawnSync(
        'strace',
        [...words, project.program('run-workflow'), 'workflow.ts'],
        {
          cwd: project.folder,
          encoding: 'utf8',
        },
      );
      if (error || !project.has('calls.txt')) {
        const reason = `strace can't be used here: ${error?.message ?? stderr}`;
        console.warn(`NOT TESTED: what is written before a commit; ${reason}`);
        return skip(reason);
      }
      expect(status).toBe(0);
      synced[durability] = project.read('calls.txt');
    }
    expect(synced['normal']).not.toMatch(/storage/);
    const calls = synced['full']!.split('\n');
    const last = (what: RegExp): number => calls.findLastIndex((line) => what.test(line));
    const file = last(/sync\(\d+<[^>]*\/Big\/[^>]*\.partial>\)/);
    const folder = last(/fsync\(\d+<[^>]*\/Big\/[^>.]*>\)/);
    const commit = last(/sync\(\d+<[^>]*own\.db-wal>\)/);
    expect(file).toBeGreaterThanOrEqual(0);
    expect(folder).toBeGreaterThan(file);
    expect(commit).toBeGreaterThan(folder);
  });
});
