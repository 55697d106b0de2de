import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

const workflow = {
  'workflow.ts': `
import { From, Task, Workflow } from 'clew';
@Task() export class Load { run() { return [1, 2, 3]; } }
@Workflow() export class Sum { @From(Load) rows!: number[]; run() { return this.rows.length; } }`,
};

describe('PostgreSQL record', () => {
  test('CLEW_DATABASE_URL: run, cache, clew bt, clew why and clew db status', async () => {
    const project = makeProject(workflow);
    const env = { CLEW_DATABASE_URL: await freshDatabase() };
    const first = await project.json('run-workflow workflow.ts', { env });
    expect(first.counts).toMatchObject({ ran: 2, cached: 0 });
    expect((await project.json('run-workflow workflow.ts', { env })).counts).toMatchObject({ ran: 0, cached: 2 });
    const { stdout } = await project.run(`clew bt ${first.outputIds[0]}`, { env });
    expect(stdout).toContain('came from 2 component runs\n#0  Sum() at workflow.ts:4\n');
    const status = await project.run('clew db status', { env });
    expect(status.stdout).toMatch(/^PostgreSQL record postgres:\/\/postgres@127\.0\.0\.1:\d+\/clew_\w+ is up to date/);
    expect(status.stdout).not.toContain('thread');

    project.write({ 'workflow.ts': workflow['workflow.ts'].replace('[1, 2, 3]', '[1, 2]') });
    const { nodes } = await project.json('run-workflow workflow.ts', { env });
    expect(Object.fromEntries(nodes.map(({ task, reason }: any) => [task, reason]))).toEqual({
      Load: 'code changed: workflow.ts',
      Sum: expect.stringMatching(/^input rows changed: made by Load in cr-\w+, was cr-\w+$/),
    });
    const why = await project.run('clew why Sum', { env });
    expect(why.stdout).toMatch(/code +the same, 1 file\ninputs +input rows changed: made by Load in cr-/);
    expect(project.has('.clew/record.db')).toBe(false);
  });

  test("migrate: 'manual' refuses to run before clew db migrate", async () => {
    const url = await freshDatabase();
    const project = makeProject({
      ...workflow,
      'clew.config.ts': `export default { record: { postgres: ${JSON.stringify(url)}, migrate: 'manual' } };`,
    });
    const { code, stderr } = await project.run('run-workflow workflow.ts');
    expect(stderr).toMatch(
      /^error The record postgres:.* has version 0 and this Clew needs \d+; its settings say migrate: 'manual'\.\nRun: npx clew db migrate\n$/,
    );
    expect(code).toBe(2);
    expect((await project.run('clew db status')).stdout).toContain('is not there yet');
    const migrated = await project.run('clew db migrate');
    expect(migrated.stdout).toMatch(/^✓ 0001-first\n/);
    expect(migrated.stdout).toContain('is up to date');
    expect((await project.run('run-workflow workflow.ts')).code).toBe(0);
  });

  test('a database that does not exist is reported', async () => {
    const { run } = makeProject(workflow);
    const url = new URL(await freshDatabase());
    url.pathname = '/nowhere';
    expectMistake(
      await run('clew runs', { env: { CLEW_DATABASE_URL: url.href } }),
      `error The record postgres://postgres@${url.host}/nowhere can't be used: the server has no database nowhere.`,
      'Create it: createdb nowhere',
    );
  });
});
