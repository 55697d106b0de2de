import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const workflow = {
  'workflow.ts': `${head}
@Task() export class Before { run() { ran('Before'); return 1; } }
@Task() export class Polite {
  @From(Before) before!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    if (existsSync('quick')) return;
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((done) => this.context.signal.addEventListener('abort', () => done()));
    clearInterval(alive);
    ran('saw the signal');
  }
}
@Task() export class Stubborn {
  @From(Before) before!: number;
  async run() {
    setInterval(() => undefined, 1000);
    await new Promise(() => undefined);
  }
}
@Workflow() export class Nightly { @From(Polite) polite!: unknown; run() { return 1; } }
@Workflow() export class Weekly { @From(Stubborn) stubborn!: unknown; run() { return 1; } }`,
};

describe.concurrent('run-workflow --timeout', () => {
  test('aborts running tasks and fails the run, and the next run continues', async () => {
    const project = makeProject(workflow);
    const { code, stdout, stderr } = await project.run(['run-workflow', 'workflow.ts', 'Nightly', '--timeout', '5 s']);
    expect(code).toBe(1);
    expectNoStack(stdout + stderr);
    expect(stderr).toContain('timeout the run took longer than 5 s\nstopping waiting for Polite\n');
    expect(stdout).toMatch(
      /^Nightly failed in .* 1 ran, 1 skipped, 1 cancelled {2}run-\w+\nThe run took longer than its timeout of 5 s\.\n/,
    );
    expect(project.lines('ran.txt')).toEqual(['Before', 'saw the signal']);
    const { runs } = await project.json('clew runs');
    expect(runs).toMatchObject([{ status: 'failed', error: 'The run took longer than its timeout of 5 s.' }]);
    project.write({ quick: '' });
    expect((await project.json(['run-workflow', 'workflow.ts', 'Nightly', '--timeout', '1 min'])).counts).toMatchObject(
      {
        ran: 2,
        cached: 1,
      },
    );
  });

  test('exits although a task ignores the signal', async () => {
    const project = makeProject(workflow);
    const { code, stderr } = await project.run('run-workflow workflow.ts Weekly --timeout 5s');
    expect(code).toBe(1);
    expect(stderr).toContain('error The run is over, and Stubborn did not stop within 3 s.\n');
    expect((await project.json('clew runs')).runs).toMatchObject([{ status: 'failed' }]);
    expect((await project.json('run-workflow workflow.ts Before')).counts.cached).toBe(1);
  });

  test('refuses an invalid duration', async () => {
    const { run } = makeProject(workflow);
    expectMistake(
      await run('run-workflow workflow.ts Nightly --timeout soon'),
      'error --timeout is "soon", which is no duration longer than 0.',
      "Write it like '2 h' or '30 min', or leave it out for no limit.",
    );
  });
});
