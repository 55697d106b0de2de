import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/lineage/open.ts';
import { makeProject } from '../support/project.ts';

/** What SQLite calls it: 1 gives the log to the system at each commit, 2 waits until it is on the disk. */
const synchronous = { normal: 1, full: 2 };

test.each(['normal', 'full'] as const)('a record with durability %s is opened with it', async (durability) => {
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
