import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

const withTask = (body: string): Project =>
  makeProject({
    'workflow.ts': `
import { appendFileSync } from 'node:fs';
import { From, Task, Workflow } from 'clew';
@Task() export class Load { run() { appendFileSync('ran.txt', 'Load\\n'); return 1; } }
@Task() export class Odd { @From(Load) load!: number; ${body} }
@Workflow() export class All { @From(Odd) odd!: unknown; run() { return 1; } }`,
  });

/** The lines between the heading of a failure and the fact lines. */
async function failureOf(project: Project): Promise<string[]> {
  const { code, stdout, stderr } = await project.run('run-workflow workflow.ts All');
  expectNoStack(stdout + stderr);
  expect(code).toBe(1);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('✗ Odd failed');
  // What ran before is kept.
  const again = await project.json('run-workflow workflow.ts All');
  expect(again.nodes.find(({ task }: { task: string }) => task === 'Load').status).toBe('cached');
  return lines.slice(
    1,
    lines.findIndex((line) => /^ {2}(input|params) /.test(line)),
  );
}

describe('values that run() returns or throws', () => {
  test.each([
    [
      'a function',
      'run() { return { model: [{ predict: () => 1 }] }; }',
      'model[0].predict',
      'a function',
      'Return what it computes, not the function.',
    ],
    [
      'a promise',
      'run() { return { rows: Promise.resolve(1) }; }',
      'rows',
      'a promise',
      'Await it before it is returned.',
    ],
    [
      'a class of its own',
      'run() { class Model { w = 1 } return { best: new Model() }; }',
      'best',
      'an instance of Model',
      'Return its data as a plain object: methods and private fields would be lost.',
    ],
    [
      'itself',
      'run() { const a: any = { b: {} }; a.b.a = a; return a; }',
      'b.a',
      'part of itself (a cycle)',
      'Refer to it by a name or an index instead.',
    ],
    ['a symbol', "run() { return new Map([['k', Symbol('s')]]); }", null, 'a symbol', 'Use a string instead.'],
  ])('a run() that returns %s fails with the field and the reason', async (_, body, field, why, next) => {
    const [message, advice] = await failureOf(withTask(body));
    expect(message).toContain(`can't be kept: it is ${why}.`);
    if (field) expect(message).toBe(`  ${field} in the returned value can't be kept: it is ${why}.`);
    expect(advice).toBe(`  ${next}`);
  });

  test('a task that never settles fails', async () => {
    expect(await failureOf(withTask('run() { return new Promise(() => undefined); }'))).toEqual([
      '  Odd waits for a promise that nothing is left to settle.',
      '  Somewhere in run() a promise is neither resolved nor rejected, such as a callback that is never called.',
    ]);
  });

  test.each([
    ['a string', "throw 'out of paper';", '  a thrown string: out of paper'],
    ['an object', 'throw { code: 7 };', '  a thrown object: {"code":7}'],
    ['undefined', 'throw undefined;', '  a thrown undefined: undefined'],
    ['null', 'return Promise.reject(null);', '  a thrown null: null'],
  ])('a thrown value that is not an Error is printed: %s', async (_, body, line) => {
    expect(await failureOf(withTask(`run(): unknown { ${body} }`))).toEqual([line]);
  });

  test('an exception in a timer fails the run, and the record is complete', async () => {
    const project = withTask(
      "async run() { setTimeout(() => { throw new Error('too late'); }, 1); await new Promise((done) => setTimeout(done, 200)); return 1; }",
    );
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts All');
    expectNoStack(stdout + stderr);
    expect(code).toBe(1);
    expect(stderr).toContain("error Something was thrown outside of every task's run(): too late\n");
    expect(stderr).toContain('  > 5 | @Task() export class Odd');
    const { runs } = await project.json('clew runs');
    expect(runs[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('too late') });
    expect((await project.json('run-workflow workflow.ts Load')).counts.cached).toBe(1);
  });

  test('an unhandled rejection fails the run', async () => {
    const project = withTask(
      "async run() { void Promise.reject('forgotten'); await new Promise((done) => setTimeout(done, 200)); return 1; }",
    );
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts All');
    expectNoStack(stdout + stderr);
    expect(stderr).toContain('forgotten');
    expect(code).toBe(1);
  });

  test.each([0, 3])(
    'process.exit(%i) in a task makes the exit code 1, and the run is recorded as died',
    async (exit) => {
      const project = withTask(`run() { process.exit(${exit}); }`);
      const { code, stderr } = await project.run('run-workflow workflow.ts All');
      expect(stderr).toContain(
        `error The process ended before the command was done: something called process.exit(${exit}).\n`,
      );
      expect(code).toBe(1);
      expect((await project.json('clew runs')).runs[0].status).toBe('died');
    },
  );
});
