import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';

const workflow = `
import { Workflow } from 'clew';
@Workflow() export class Nightly { run() { return 3; } }
`;

describe('run-workflow: modules that do not load', () => {
  test('suggests the nearest file for an unknown module', async () => {
    const { run } = makeProject({ 'workflow.ts': workflow });
    expectMistake(
      await run('run-workflow workfow.ts Nightly'),
      "error workfow.ts can't be loaded: there is no such file.",
      'Did you mean workflow.ts?',
    );
  });

  test('names the missing folder of a module', async () => {
    const { run } = makeProject({});
    expectMistake(
      await run('run-workflow flows/nightly.ts'),
      "error flows/nightly.ts can't be loaded: there is no folder flows.",
      'Correct the path.',
    );
  });

  test('refuses a module without tasks', async () => {
    const { run } = makeProject({ 'empty.ts': 'export const answer = 42;\nexport class Plain { run() {} }' });
    expectMistake(
      await run('run-workflow empty.ts'),
      'error empty.ts exports no task.',
      'Mark a class with @Task() or @Workflow() and export it.',
    );
  });

  test('prints the line of a module that throws at import', async () => {
    const { run } = makeProject({
      'broken.ts':
        "import { Task } from 'clew';\nconst settings = JSON.parse('{');\n@Task() export class A { run() { return settings; } }",
    });
    const ran = await run('run-workflow broken.ts');
    expectNoStack(ran.stderr);
    expect(ran.stderr).toMatch(/^error broken\.ts failed while it was loaded: Expected property name/);
    expect(ran.stderr).toContain(`
    1 | import { Task } from 'clew';
  > 2 | const settings = JSON.parse('{');
      |                       ^
    3 | @Task()`);
    expect(ran.code).toBe(2);
  });

  test('prints the value of a module that throws something other than an Error', async () => {
    const { run } = makeProject({ 'broken.ts': "throw 'no licence';\nexport {};" });
    expectMistake(
      await run('run-workflow broken.ts'),
      'error broken.ts failed while it was loaded: no licence',
      'Code at the top of a module runs on import; mend it, or move it into a function or a task.',
    );
  });

  test('reports a module that throws after its import, exits the process, or never finishes loading', async () => {
    const { run } = makeProject({
      'later.ts':
        "void Promise.reject(new Error('no licence'));\nexport const one = 1;\nawait new Promise((done) => setTimeout(done, 50));",
      'gone.ts': 'process.exit(0);\nexport {};',
      'stuck.ts': 'await new Promise(() => undefined);\nexport {};',
    });
    const later = await run('run-workflow later.ts');
    expectNoStack(later.stderr);
    expect(later.stderr).toMatch(
      /^error Something was thrown outside of every task's run\(\): no licence\n {2}> 1 \| void Promise/,
    );
    expect(later.code).toBe(2);
    const gone = await run('run-workflow gone.ts');
    expect(gone.stderr).toMatch(
      /^error The process ended before the command was done: something called process\.exit\(0\)\.\n/,
    );
    expect(gone.code).toBe(1);
    expectMistake(
      await run('run-workflow stuck.ts'),
      'error stuck.ts never finished loading: it awaits something at its top level that never settles.',
      'Move the await into a function or a task.',
    );
  });

  test('prints the position of a syntax error', async () => {
    const { run } = makeProject({ 'broken.ts': "import { Task } from 'clew';\nexport const a = ;\n" });
    const ran = await run('run-workflow broken.ts');
    expect(ran.stderr).toMatch(/^error broken\.ts:2:18: /);
    expectNoStack(ran.stderr);
    expect(ran.code).toBe(2);
  });

  test('names an import that does not exist, and a package that is not installed', async () => {
    const { run } = makeProject({
      'path.ts': "import { x } from './helper.ts';\nexport { x };",
      'package-name.ts': "import x from 'no-such-package';\nexport { x };",
      'helpers.ts': 'export const x = 1;',
    });
    expectMistake(
      await run('run-workflow path.ts'),
      "error path.ts imports './helper.ts', which can't be found. Did you mean ./helpers.ts?",
      'Correct the path.',
    );
    expectMistake(
      await run('run-workflow package-name.ts'),
      "error package-name.ts imports 'no-such-package', which can't be found.",
      'npm i no-such-package',
    );
  });

  test('refuses two tasks of the same name in one module', async () => {
    const { run } = makeProject({
      'workflow.ts': `import { Task } from 'clew';
@Task() export class Load { run() { return 1; } }
@Task({ name: 'Load' }) export class Other { run() { return 2; } }`,
    });
    expectMistake(
      await run('run-workflow workflow.ts Load'),
      'error Two tasks are called Load: workflow.ts:2 and workflow.ts:3.',
      "Give one of them another name: @Task({ name: '…' }).",
    );
  });

  test('refuses two tasks of the same name in one plan', async () => {
    const project = makeProject({
      'other.ts': "import { Task } from 'clew';\n@Task() export class Load { run() { return 1; } }",
      'workflow.ts': `import { From, Task, Workflow } from 'clew';
import { Load as Other } from './other.ts';
@Task() export class Load { run() { return 1; } }
@Workflow() export class Both { @From(Other) a!: number; @From(Load) b!: number; run() { return 2; } }`,
    });
    expectMistake(
      await project.run('run-workflow workflow.ts Both'),
      'error Two tasks are called Load: other.ts:2 and workflow.ts:3.',
      "Give one of them another name: @Task({ name: '…' }).",
    );
  });
});
