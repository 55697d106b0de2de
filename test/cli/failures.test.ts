import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const failing = {
  'workflow.ts': `${head}
@Task() export class Load { @Param() day!: string; run() { ran('Load'); return 3; } }
@Task() export class Broken {
  @Param() day!: string;
  @Param() epochs = 2;
  @From(Load) rows!: number;
  run() {
    ran('Broken');
    if (!existsSync('mended')) throw new TypeError('no column "rpm"');
    return 1;
  }
}
@Task() export class After { @From(Broken) broken!: number; run() { ran('After'); return 1; } }
@Task() export class Free { async run() { await new Promise((done) => setTimeout(done, 50)); ran('Free'); return 1; } }
@Workflow() export class All { @Param() day!: string; @From(After) a!: number; @From(Free) b!: number; run() { ran('All'); return 1; } }`,
};

describe('failed runs', () => {
  test('prints the line that failed, the parameters, the inputs and the command that resumes', async () => {
    const project = makeProject(failing);
    const { code, stdout } = await project.run([
      'run-workflow',
      'workflow.ts',
      '--day',
      'first monday',
      '--force',
      '--fail-fast',
    ]);
    expect(code).toBe(1);
    expectNoStack(stdout);
    expect(stdout).toContain(`✗ Broken(day="first monday") failed
  workflow.ts:13:38
    11 |   run() {
    12 |     ran('Broken');
  > 13 |     if (!existsSync('mended')) throw new TypeError('no column "rpm"');
       |                                      ^
    14 |     return 1;
    15 |   }
  TypeError: no column "rpm"
  params  day="first monday", epochs=2
  input   rows ← Load(day="first monday")
  record  clew show cr-`);
    expect(stdout).toContain('resume  npx clew resume --fail-fast\n');
  });

  test('clew show prints a failure with the code as it ran, even after an edit', async () => {
    const project = makeProject(failing);
    const { stdout } = await project.run('run-workflow workflow.ts --day monday');
    project.write({ 'workflow.ts': '// rewritten\n' });
    const shown = await project.run(`clew show ${/cr-\w+/.exec(stdout)![0]}`);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(`TypeError: no column "rpm"
  workflow.ts:13:38
    11 |   run() {
    12 |     ran('Broken');
  > 13 |     if (!existsSync('mended')) throw new TypeError('no column "rpm"');
       |                                      ^
    14 |     return 1;
    15 |   }
    at Broken.run (`);
    // Nobody wants to read frames of Clew or Node.
    expect(shown.stdout.match(/^ {4}at /gm)).toHaveLength(1);
  });

  test('independent branches finish, dependents are skipped, and the same command continues', async () => {
    const project = makeProject(failing);
    const failed = await project.run('run-workflow workflow.ts --day monday');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/All\(day=monday\) failed in \d+ ms\. 2 ran, 1 failed, 2 skipped {2}run-/);
    expect(failed.stdout).toContain('  skipped After(day=monday): Broken(day=monday) failed\n');
    expect(failed.stdout).toContain('  skipped All(day=monday): After(day=monday) was skipped\n');
    project.write({ mended: '' });
    const { code, stdout } = await project.run('run-workflow workflow.ts --day monday');
    expect(code).toBe(0);
    expect(stdout).toMatch(/3 ran, 2 cached/);
    expect(project.lines('ran.txt').toSorted()).toEqual(['After', 'All', 'Broken', 'Broken', 'Free', 'Load']);
  });

  test('--json says which node failed, where and why', async () => {
    const project = makeProject(failing);
    const { code, stdout } = await project.run('run-workflow workflow.ts --day monday --json');
    expect(code).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      status: 'failed',
      output: null,
      outputIds: [],
      counts: { total: 5, ran: 2, cached: 0, failed: 1, skipped: 2 },
    });
    const byTask = Object.fromEntries(document.nodes.map((node: { task: string }) => [node.task, node]));
    expect(byTask['Broken'].error).toEqual({
      name: 'TypeError',
      message: 'no column "rpm"',
      code: null,
      at: `${project.path('workflow.ts')}:13:38`,
    });
    expect(byTask['After']).toMatchObject({
      status: 'skipped',
      reason: 'Broken(day=monday) failed',
      attempts: 0,
      componentRun: null,
    });
  });

  test('--fail-fast stops at the first failure', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task() export class Broken { run() { throw new Error('at once'); } }
@Task() export class Slow {
  constructor(private readonly context: TaskContext) {}
  run() { return new Promise((done) => this.context.signal.addEventListener('abort', () => { ran('asked to stop'); done(1); })); }
}
@Workflow() export class All { @From(Slow) a!: unknown; @From(Broken) b!: unknown; run() { return 1; } }`,
    });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --fail-fast');
    expect(code).toBe(1);
    expect(stderr).toContain('stopping waiting for Slow\n');
    expect(stdout).toMatch(/All failed in \d+ ms\. 1 failed, 1 skipped, 1 cancelled/);
    expect(stdout).toContain('  skipped All: Broken failed\n');
    expect(project.lines('ran.txt')).toEqual(['asked to stop']);
  });

  test('a task is retried as often as its option retries says, and each attempt is recorded with its times', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task({ retries: { times: 2, backoff: '20 ms' } }) export class Flaky {
  constructor(private readonly context: TaskContext) {}
  run() { if (this.context.attempt < 3) throw new Error('try ' + this.context.attempt); return this.context.attempt; }
}`,
    });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^↻ Flaky attempt 1 failed: try 1; again in \d+ ms\n↻ Flaky attempt 2 failed: try 2; again in \d+ ms\n✓ Flaky/,
    );
    const { nodes } = await project.json(`clew show ${/run-\w+/.exec(stdout)![0]}`);
    expect(nodes.map(({ status, attempt, reason }: any) => [status, attempt, reason])).toEqual([
      ['failed', 1, 'never ran before'],
      ['failed', 2, 'attempt 1 failed: try 1'],
      ['ran', 3, 'attempt 2 failed: try 2'],
    ]);
    // Half of the pause is certain, the other half is chance.
    for (const [i, least] of [10, 20].entries())
      expect(nodes[i + 1].startedAt - nodes[i].endedAt).toBeGreaterThanOrEqual(least - 1);
  });

  test('a task that exceeds its timeout fails, and its signal is aborted', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task({ timeout: '50 ms' }) export class Slow {
  constructor(private readonly context: TaskContext) {}
  async run() {
    this.context.signal.addEventListener('abort', () => ran('aborted'));
    await new Promise((done) => setTimeout(done, 20_000));
  }
}`,
    });
    const { code, stdout } = await project.run('run-workflow workflow.ts');
    expect(code).toBe(1);
    expect(stdout).toContain(`✗ Slow failed
  Slow took longer than its timeout of 50 ms.
  Give it more time with @Task({ timeout: '…' }), or find out what it waits for.
`);
    expect(project.lines('ran.txt')).toEqual(['aborted']);
  });

  test('a task that logs after standard output was closed runs to its end', async () => {
    const project = makeProject({
      'workflow.ts': `${head}@Task() export class Talk { async run() {
  for (let i = 0; i < 50; i++) { console.log('x'.repeat(10_000)); await new Promise((done) => setTimeout(done, 1)); }
  ran('Talk');
  return 1;
} }`,
    });
    const { child, ended } = project.start('run-workflow workflow.ts');
    child.stdout!.destroy();
    expect((await ended).code).toBe(141);
    expect(project.lines('ran.txt')).toEqual(['Talk']);
  });

  test('an error of several lines is printed with all its lines', async () => {
    const { run } = makeProject({
      'workflow.ts': `
import { Task } from 'clew';
@Task({ retries: { times: 1, backoff: '1 ms' } }) export class Broken { run() { throw new Error('first.\\nsecond'); } }`,
    });
    const { stdout, stderr } = await run('run-workflow workflow.ts');
    expect(stderr).toContain('↻ Broken attempt 1 failed: first; again in');
    expect(stdout).toContain('\n  Error: first.\n  second\n  record  clew show cr-');
  });
});
