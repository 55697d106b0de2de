import { DatabaseSync } from 'node:sqlite';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const secret = 'hunter2-horse-staple';

const workflow = {
  'workflow.ts': `
import { From, Param, Task, Workflow, TaskContext } from 'clew';
@Task() export class Fetch {
  @Param() token!: string;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.logger.info('with ' + this.token);
    return this.token.length;
  }
}
@Workflow() export class Nightly {
  @Param({ secret: true }) token!: string;
  @Param() fails = false;
  @Param() day!: string;
  @From(Fetch) length!: number;
  run() {
    if (this.fails) throw new Error('refused ' + this.token, { cause: new Error('because of ' + this.token) });
    return this.length;
  }
}`,
};

/** Every byte that is kept: the record with its log, the layers, the caches. */
function keptBytes(project: Project): string {
  const folder = project.path('.clew');
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}

test.each([
  ['typed', ['--token', secret], {}],
  ['from the environment', [], { CLEW_PARAM_TOKEN: secret }],
])('a secret that is %s is printed and kept nowhere', async (_, words, env) => {
  const project = makeProject(workflow);
  const failed = await project.run(
    ['run-workflow', 'workflow.ts', '--day', 'monday', ...words, '--verbose', '--fails'],
    { env },
  );
  expect(failed.stdout).toContain('refused ***; because because of ***');
  const well = await project.run(['run-workflow', 'workflow.ts', '--day', 'monday', ...words], { env });
  const shown = await Promise.all([
    project.run('clew runs'),
    project.run('clew runs --json'),
    project.run(`clew show ${/run-0\w+/.exec(failed.stdout)![0]}`),
    project.run(`clew show ${/cr-\w+/.exec(failed.stdout)![0]} --json`),
    project.run(`clew bt ${/out-\w+/.exec(well.stdout)![0]}`),
    project.run(`clew bt ${/out-\w+/.exec(well.stdout)![0]} --json`),
  ]);
  expect([failed, well, ...shown].map(({ code }) => code)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  for (const { stdout, stderr } of [failed, well, ...shown]) {
    expect(stdout + stderr).not.toContain(secret);
  }
  expect(shown[5]!.stdout).toContain('***');
  expect(keptBytes(project)).not.toContain(secret);
});

test('the command that resumes leaves a typed secret out and says so', async () => {
  const project = makeProject(workflow);
  const { stdout } = await project.run(['run-workflow', 'workflow.ts', '--day', "it's", '--token', secret, '--fails']);
  expect(stdout).toContain(`resume  npx run-workflow workflow.ts --day 'it'\\''s' --fails
        with CLEW_PARAM_TOKEN in the environment: secrets are not kept`);
  const record = new DatabaseSync(project.path('.clew/record.db'), { readOnly: true });
  const { command } = record.prepare('select command from pipeline_run').get() as { command: string };
  record.close();
  expect(command).toBe("npx run-workflow workflow.ts --day 'it'\\''s' --fails");
});

test('another secret is another identity', async () => {
  const project = makeProject(workflow);
  const run = (token: string) => project.json(['run-workflow', 'workflow.ts', '--day', 'monday', '--token', token]);
  expect((await run('one')).counts).toMatchObject({ ran: 2, cached: 0 });
  expect((await run('one')).counts).toMatchObject({ ran: 0, cached: 2 });
  expect((await run('two')).counts.cached).toBe(0);
});

test('a malformed secret is not shown either', async () => {
  const { run } = makeProject({
    'workflow.ts':
      "import { Param, Task } from 'clew';\n@Task() export class A { @Param({ secret: true }) pin!: number; run() { return 1; } }",
  });
  const { code, stderr } = await run(['run-workflow', 'workflow.ts', '--pin', secret]);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'error --pin wants a number and got something else.\nrun-workflow workflow.ts --help lists its parameters.\n',
  );
});

test('what an isolated task left behind that throws shows no secret', async () => {
  const { run } = makeProject({
    'workflow.ts': `
import { From, Param, Task } from 'clew';
@Task({ isolate: 'process' }) export class Fetch {
  @Param({ secret: true }) token!: string;
  run() { setTimeout(() => { throw new Error('late: ' + this.token); }); return 1; }
}
@Task() export class Wait {
  @Param({ secret: true }) token!: string;
  @From(Fetch) fetched!: number;
  run() { return new Promise((resolve) => setTimeout(resolve, 300)); }
}`,
  });
  const { code, stderr } = await run('run-workflow workflow.ts Wait', { env: { CLEW_PARAM_TOKEN: secret } });
  expect(code).toBe(0);
  expect(stderr).toContain('A task that was over left something behind that threw: Error: late: ***');
  expect(stderr).not.toContain(secret);
});
