import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const tolerant = {
  'workflow.ts': `${head}
@Task() export class Validate {
  @Param() fold!: number;
  run() {
    ran('Validate ' + this.fold);
    if (existsSync('bad') && this.fold % 4 === 3) throw new Error('too few rows');
    return this.fold;
  }
}
@Workflow() export class Nightly {
  @FromEach(Validate, () => Array.from({ length: 8 }, (_, fold) => ({ fold })), { tolerate: '25 %' }) scores!: number[];
  run() { ran('Nightly'); return this.scores; }
}
@Workflow() export class Strict {
  @FromEach(Validate, () => Array.from({ length: 8 }, (_, fold) => ({ fold })), { tolerate: 1 }) scores!: number[];
  run() { return this.scores; }
}`,
};
const said =
  /2 of 8 Validate failed, tolerated by Nightly\.scores: Validate\(fold=[37]\): too few rows; Validate\(fold=[37]\): too few rows/;

describe.concurrent('tolerate and handlers', () => {
  test('tolerated failures are printed and recorded, and run again the next time', async () => {
    const project = makeProject({ ...tolerant, bad: '' });
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts Nightly');
    expect(code).toBe(0);
    expectNoStack(stdout + stderr);
    expect(stderr).toMatch(new RegExp(`^! ${said.source}$`, 'm'));
    expect(stdout).toMatch(/^Nightly succeeded in .* 7 ran, 2 failed {2}run-\w+$/m);
    expect(stdout).toMatch(new RegExp(`^${said.source}$`, 'm'));
    expect(stdout).not.toContain('✗');
    const { runs } = await project.json('clew runs');
    expect(runs).toMatchObject([
      { status: 'succeeded', error: null, counts: { failed: 2 }, tolerated: [{ failed: 2 }] },
    ]);
    expect((await project.run(`clew show ${runs[0].id}`)).stdout).toMatch(
      new RegExp(`^tolerated +${said.source}$`, 'm'),
    );
    expect((await project.run('clew resume')).stderr).toContain('There is nothing to resume');

    const before = project.lines('ran.txt').length;
    const again = await project.json('run-workflow workflow.ts Nightly');
    expect(again).toMatchObject({
      status: 'succeeded',
      output: [0, 1, 2, 4, 5, 6],
      counts: { total: 9, ran: 0, cached: 7, failed: 2 },
      tolerated: [{ by: 'Nightly.scores', task: 'Validate', of: 8, failed: 2 }],
    });
    expect(project.lines('ran.txt').slice(before).toSorted()).toEqual(['Validate 3', 'Validate 7']);
    const dry = await project.run('run-workflow workflow.ts Nightly --dry-run');
    expect(dry.stdout).toMatch(/^run +Validate\(fold=3\) +failed the last time/m);
    expect(dry.stdout).toContain('Nightly: 3 to run, 6 cached.');
  });

  test('more failures than tolerate allows fail the run', async () => {
    const project = makeProject({ ...tolerant, bad: '' });
    const { code, stdout } = await project.run('run-workflow workflow.ts Strict');
    expect(code).toBe(1);
    expect(stdout).toContain('  skipped Strict: 2 of 8 Validate failed, at most 1 is tolerated\n');
    expect(stdout).toMatch(/✗ Validate\(fold=3\) failed/);
  });

  const workflow = {
    'ends.ts': `
import { appendFileSync, existsSync } from 'node:fs';
import { Param, RunOutcome, Task, TaskContext } from 'clew';
const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');
@Task() export class Alert {
  @Param() channel!: string;
  constructor(private readonly outcome: RunOutcome) {}
  run() { ran('Alert ' + this.channel + ' ' + JSON.stringify(this.outcome.failures.map(({ node, error }) => [node, error]))); }
}
@Task() export class CleanUp {
  constructor(private readonly outcome: RunOutcome, private readonly context: TaskContext) {}
  async run() {
    ran('CleanUp ' + this.outcome.status);
    if (existsSync('broken')) throw new Error('the disk is gone');
    if (!existsSync('slow')) return;
    this.context.logger.info('tidying up');
    await new Promise((done) => setTimeout(done, existsSync('endless') ? 60_000 : 4000));
    ran('CleanUp done');
  }
}`,
    'workflow.ts': `${head}
import { Alert, CleanUp } from './ends.ts';
@Task() export class Train {
  constructor(private readonly context: TaskContext) {}
  async run() {
    ran('Train');
    if (existsSync('fail')) throw new Error('no rows');
    if (existsSync('stray')) setTimeout(() => { throw new Error('far away'); }, 1);
    else if (!existsSync('wait')) return 1;
    this.context.logger.info('waiting');
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((done) => this.context.signal.addEventListener('abort', () => done()));
    clearInterval(alive);
    ran('Train stopped');
  }
}
@Workflow({ onFailure: Alert, finally: [CleanUp] })
export class Nightly { @Param() channel = 'ops'; @From(Train) model!: unknown; run() { ran('Nightly'); return this.model; } }
@Workflow({ onFailure: Alert }) export class Unbound { run() {} }
@Workflow() export class AsInput { @From(CleanUp) cleaned!: unknown; run() {} }`,
  };

  test('finally runs after a cached workflow, does not change its output, and fails the run if it fails', async () => {
    const project = makeProject(workflow);
    const first = await project.run('run-workflow workflow.ts Nightly');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^Nightly succeeded in .* 3 ran {2}run-\w+\noutput {2}1\n/);
    expect(project.lines('ran.txt')).toEqual(['Train', 'Nightly', 'CleanUp succeeded']);

    // What a handler does is no part of what the workflow returns.
    project.write({ 'ends.ts': `${workflow['ends.ts']}\nexport const edited = 1;` });
    const dry = await project.run('run-workflow workflow.ts Nightly --dry-run');
    expect(dry.stdout).toMatch(/^cached +Nightly /m);
    expect(dry.stdout).toMatch(
      /^run +CleanUp +when Nightly is over\non failure +Alert\(channel=ops\) +if Nightly fails\n/m,
    );
    expect(dry.stdout).toContain('Nightly: 1 to run, 2 cached. Nothing was run.');
    expect(await project.json('run-workflow workflow.ts Nightly --dry-run')).toMatchObject({
      counts: { total: 3, run: 1, cached: 2, onFailure: 1 },
      nodes: [
        { action: 'cached' },
        { action: 'cached' },
        { node: 'CleanUp', action: 'run', because: { kind: 'workflow-over', workflow: 'Nightly' } },
        { task: 'Alert', action: 'on-failure', because: { kind: 'workflow-failed', workflow: 'Nightly' } },
      ],
    });
    project.write({ broken: '' });
    const failed = await project.json('run-workflow workflow.ts Nightly');
    expect(failed).toMatchObject({
      status: 'failed',
      output: 1,
      error: 'CleanUp, which runs when Nightly is over, failed: the disk is gone',
      counts: { total: 3, ran: 0, cached: 2, failed: 1 },
    });
    const { code, stdout } = await project.run('run-workflow workflow.ts Nightly');
    expect(code).toBe(1);
    expect(stdout).toContain('\nCleanUp, which runs when Nightly is over, failed: the disk is gone.\n');
    expect(stdout).toMatch(/^✗ CleanUp failed$/m);
  });

  test('onFailure receives the failures; clew show, why and resume include handlers', async () => {
    const project = makeProject({ ...workflow, fail: '' });
    const { code, stdout } = await project.run('run-workflow workflow.ts Nightly --channel night');
    expect(code).toBe(1);
    expect(stdout).toMatch(/2 ran, 1 failed, 1 skipped/);
    const ended = ['Train', 'Alert night [["Train","no rows"]]', 'CleanUp failed'];
    expect(project.lines('ran.txt')).toEqual(ended);
    const { nodes } = await project.json(`clew show ${/run-\w+/.exec(stdout)![0]}`);
    expect(nodes.map(({ component, reason }: any) => [component, reason])).toEqual([
      ['Train', 'never ran before'],
      ['Alert', 'Nightly(channel=night) failed'],
      ['CleanUp', 'Nightly(channel=night) is over'],
    ]);
    expect((await project.run('clew why Alert')).stdout).toMatch(
      /^Alert\(channel=night\) ran .*\nwhy +Nightly\(channel=night\) failed\n/,
    );
    await project.run('clew resume');
    expect(project.lines('ran.txt')).toEqual([...ended, ...ended]);
  });

  test('clew graph draws handlers', async () => {
    const { run, json } = makeProject(workflow);
    expect((await run('clew graph workflow.ts Nightly')).stdout).toBe(
      'Nightly\n├─ model: Train\n├─ on failure: Alert\n└─ finally: CleanUp\n',
    );
    expect((await run('clew graph workflow.ts Nightly --mermaid')).stdout).toMatch(/^ {2}t0 -\.->\|"finally"\| t\d$/m);
    expect(await json('clew graph workflow.ts Nightly')).toMatchObject({
      inputs: [{ task: 'Nightly', from: 'Train' }],
      handlers: [
        { workflow: 'Nightly', task: 'Alert', when: 'onFailure' },
        { workflow: 'Nightly', task: 'CleanUp', when: 'finally' },
      ],
    });
  });

  test('refuses before anything runs a handler without its parameter, and a RunOutcome outside of handlers', async () => {
    const project = makeProject(workflow);
    expectMistake(
      await project.run('run-workflow workflow.ts Unbound'),
      'error Unbound → Alert.channel is required, and nothing gives it a value.',
      'Pass it, give the field a default, give the task that asks a parameter "channel", or map one to it.',
    );
    const next =
      'Name this task by `onFailure` or `finally` of a @Workflow, and neither run it by itself nor ask for it as an input.';
    const why = "can't be injected: only tasks that run at the end of a workflow have a RunOutcome.";
    expectMistake(
      await project.run('run-workflow workflow.ts AsInput'),
      `error AsInput → CleanUp: argument 1 of its constructor ${why}`,
      next,
    );
    expectMistake(
      await project.run('run-workflow ends.ts CleanUp'),
      `error CleanUp: argument 1 of its constructor ${why}`,
      next,
    );
    expect(project.has('ran.txt')).toBe(false);
  });

  async function tidying(project: Project): Promise<ReturnType<Project['start']>> {
    const started = project.start('run-workflow workflow.ts Nightly');
    await started.until('waiting');
    started.child.kill('SIGINT');
    await started.until('tidying up');
    return started;
  }

  test('Ctrl-C stops running tasks, and then runs finally to its end', async () => {
    const project = makeProject({ ...workflow, wait: '', slow: '' });
    const { ended } = await tidying(project);
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expectNoStack(stdout + stderr);
    expect(stderr).toContain('stopping waiting for Train; Ctrl-C again leaves at once\n');
    expect(stderr).toContain('stopped still to run: CleanUp; Ctrl-C again leaves at once\n');
    expect(stdout).toMatch(/^Nightly cancelled in .* 1 ran, 1 skipped, 1 cancelled {2}run-/);
    expect(project.lines('ran.txt')).toEqual(['Train', 'Train stopped', 'CleanUp cancelled', 'CleanUp done']);
    const { runs } = await project.json('clew runs');
    expect(runs).toMatchObject([{ status: 'cancelled', counts: { total: 3, ran: 1, cancelled: 1, skipped: 1 } }]);
  });

  test('Ctrl-C during finally at the end of a successful run lets it finish', async () => {
    const project = makeProject({ ...workflow, slow: '' });
    const { ended, child, until } = project.start('run-workflow workflow.ts Nightly');
    await until('tidying up');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(stderr).toContain('stopped still to run: CleanUp; Ctrl-C again leaves at once\n');
    expect(stdout).toMatch(/^Nightly succeeded in .* 3 ran {2}run-/);
    expect(code).toBe(0);
    expect(project.lines('ran.txt')).toEqual(['Train', 'Nightly', 'CleanUp succeeded', 'CleanUp done']);
  });

  test('an exception outside of every run() fails the run, and finally runs to its end', async () => {
    const project = makeProject({ ...workflow, stray: '', slow: '' });
    const { code, stderr } = await project.run('run-workflow workflow.ts Nightly');
    expect(code).toBe(1);
    expect(stderr).toContain("Something was thrown outside of every task's run(): far away");
    expect(project.lines('ran.txt')).toEqual([
      'Train',
      'Train stopped',
      'Alert ops []',
      'CleanUp failed',
      'CleanUp done',
    ]);
  });

  test('Ctrl-C twice cancels finally', async () => {
    const project = makeProject({ ...workflow, wait: '', slow: '', endless: '' });
    const { ended, child } = await tidying(project);
    const pressing = setInterval(() => child.kill('SIGINT'), 150);
    const { code, stdout, stderr } = await ended;
    clearInterval(pressing);
    expect(code).toBe(130);
    expectNoStack(stdout + stderr);
    expect(project.lines('ran.txt').at(-1)).toBe('CleanUp cancelled');
    expect((await project.json('clew runs')).runs).toMatchObject([{ status: 'cancelled' }]);
  });

  test('a run whose finally was cancelled is cancelled, and clew resume runs finally again', async () => {
    const project = makeProject({ ...workflow, slow: '', endless: '' });
    const { ended, child, until } = project.start('run-workflow workflow.ts Nightly');
    await until('tidying up');
    const pressing = setInterval(() => child.kill('SIGINT'), 150);
    const { code, stderr } = await ended;
    clearInterval(pressing);
    expect(code).toBe(130);
    expect(stderr).toMatch(/\nleft at once: npx clew resume goes on from here\n$/);
    const [left] = (await project.json('clew runs')).runs;
    expect(left.status).toBe('cancelled');

    rmSync(project.path('endless'));
    const resumed = await project.run('clew resume');
    expect(resumed.stderr).toContain(`resuming ${left.id}: `);
    expect(resumed.stdout).toMatch(/^Nightly succeeded in .* 1 ran, 2 cached {2}run-/);
    expect(project.lines('ran.txt').slice(-2)).toEqual(['CleanUp succeeded', 'CleanUp done']);
  });

  test('--timeout does not limit handlers', async () => {
    const project = makeProject({ ...workflow, wait: '', slow: '' });
    const { code, stdout, stderr } = await project.run(['run-workflow', 'workflow.ts', 'Nightly', '--timeout', '5 s']);
    expect(code).toBe(1);
    expect(stderr).not.toContain('did not stop within');
    expect(stdout).toContain('The run took longer than its timeout of 5 s.\n');
    expect(project.lines('ran.txt')).toEqual([
      'Train',
      'Train stopped',
      'Alert ops []',
      'CleanUp failed',
      'CleanUp done',
    ]);
  });
});
