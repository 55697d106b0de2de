import { expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

/** Each task writes its name into ran.txt when it really runs. */
const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { From, FromEach, Param, Task, TaskContext, Workflow, type Output } from 'clew';
const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');
`;

const chain = {
  'workflow.ts': `${head}
@Task({ owner: '@ana', doc: 'Reads a day' }) export class Load { @Param() day!: Date; run() { ran('Load'); return { rows: 3 }; } }
@Task() export class Train { @Param() epochs = 2; @From(Load) data!: Output<Load>; run() { ran('Train'); return { auc: this.data.rows / 4 }; } }
@Workflow() export class Nightly {
  @Param() day!: Date;
  @Param() epochs = 2;
  @From(Train) model!: Output<Train>;
  run() { ran('Nightly'); return this.model; }
}`,
};
const nightly = 'run-workflow workflow.ts Nightly --day 2026-11-01';

test('a run says what ran, where it goes on and how to trace it', async () => {
  const { run } = makeProject(chain);
  const { code, stdout, stderr } = await run(nightly);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Nightly\(day=2026-11-01\) succeeded in \d+ ms\. 3 ran {2}run-\w+\noutput {2}\{ auc: 0\.75 \}\nid {6}(out-\w+)\ntrace {3}npx clew bt \1\n$/,
  );
  expect(stderr.replaceAll(/\d+ ms/g, 'n ms')).toBe(
    '✓ Load(day=2026-11-01) n ms\n✓ Train(day=2026-11-01) n ms\n✓ Nightly(day=2026-11-01) n ms\n',
  );
});

test('a second run of the same command does nothing and says so', async () => {
  const project = makeProject(chain);
  const first = await project.json(nightly);
  const { code, stdout, stderr } = await project.run(nightly);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Nightly\(day=2026-11-01\) succeeded in \d+ ms\. There was nothing to do: 3 cached {2}run-/);
  expect(stdout).toContain('output  { auc: 0.75 }');
  expect(stdout).toContain(`npx clew bt ${first.outputIds[0]}`);
  expect(project.lines('ran.txt')).toEqual(['Load', 'Train', 'Nightly']);
});

test('a change of code runs what depends on it, and names nothing else', async () => {
  const project = makeProject({
    'load.ts': `${head}@Task() export class Load { run() { ran('Load'); return [1, 2, 3]; } }`,
    'workflow.ts': `${head}import { Load } from './load.ts';
import { scale } from './scale.ts';
@Workflow() export class Sum { @From(Load) rows!: number[]; run() { ran('Sum'); return scale(this.rows.length); } }`,
    'scale.ts': 'export const scale = (n: number) => n;',
  });
  expect((await project.json('run-workflow workflow.ts')).output).toBe(3);
  project.write({ 'scale.ts': 'export const scale = (n: number) => 10 * n;' });
  const { output, counts } = await project.json('run-workflow workflow.ts');
  expect([output, counts.ran, counts.cached]).toEqual([30, 1, 1]);
  expect(project.lines('ran.txt')).toEqual(['Load', 'Sum', 'Sum']);
});

test('--dry-run prints for each node run or cached, and why, and runs nothing', async () => {
  const project = makeProject(chain);
  const fresh = await project.run(`${nightly} --dry-run`);
  expect(fresh.code).toBe(0);
  expect(fresh.stdout).toBe(`run  Load(day=2026-11-01)     nothing recorded has this code, these parameters and these inputs
run  Train(day=2026-11-01)    needs what Load(day=2026-11-01) gives, which runs
run  Nightly(day=2026-11-01)  needs what Train(day=2026-11-01) gives, which runs
Nightly(day=2026-11-01): 3 to run, 0 cached. Nothing was run.
`);
  expect(project.lines('ran.txt')).toEqual([]);
  await project.run(nightly);
  const changed = await project.run(`${nightly} --epochs 5 --dry-run`);
  expect(changed.stdout).toMatch(
    /^cached {2}Load\(day=2026-11-01\) +same code, parameters and inputs as cr-\w+, \d+ ms ago\nrun {5}Train\(day=2026-11-01, epochs=5\) +nothing recorded has .*\nrun {5}Nightly.*\nNightly\(day=2026-11-01, epochs=5\): 2 to run, 1 cached\. Nothing was run\.\n$/,
  );
  const document = await project.json(`${nightly} --dry-run`);
  expect(document).toMatchObject({ target: 'Nightly(day=2026-11-01)', dryRun: true, counts: { total: 3, run: 0, cached: 3 } });
  expect((await project.run(`${nightly} --dry-run`)).stdout).toContain('There is nothing to do, 3 cached. Nothing was run.');
  expect(project.lines('ran.txt')).toEqual(['Load', 'Train', 'Nightly']);
});

test('--force runs everything again, --force-from a task and what comes after it', async () => {
  const project = makeProject(chain);
  await project.run(nightly);
  const from = await project.json(`${nightly} --force-from Train`);
  expect(from.counts).toEqual({ total: 3, ran: 2, cached: 1, failed: 0, skipped: 0 });
  expect(Object.fromEntries(from.nodes.map(({ task, reason }: any) => [task, reason]))).toMatchObject({
    Train: 'forced from Train',
    Nightly: 'comes after a forced task',
  });
  const dry = await project.run(`${nightly} --force-from Train --dry-run`);
  expect(dry.stdout).toContain('Nightly(day=2026-11-01): 2 to run, 1 cached.');
  expect((await project.json(`${nightly} --force`)).counts.ran).toBe(3);
});

test('--json prints one document in the promised shape and nothing else, whatever modules and tasks print', async () => {
  const project = makeProject({
    'workflow.ts': `${head}
console.log('printed by the module');
@Task() export class Load { @Param() day!: Date; run() { console.log('printed by a task'); process.stdout.write('raw\\n'); return 1; } }
@Workflow() export class All { @Param() day!: Date; @From(Load) load!: number; run() { console.info('printed too'); return { at: this.day, load: this.load }; } }`,
    'clew.config.ts': "console.log('printed by the settings');\nexport default {};",
  });
  const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --day 2026-11-01 --json');
  expect(code).toBe(0);
  const text = expect.any(String);
  const number = expect.any(Number);
  const node = { status: 'ran', reason: text, attempts: 1, ms: number, componentRun: expect.stringMatching(/^cr-/) };
  const params = { day: '2026-11-01T00:00:00.000Z' };
  expect(JSON.parse(stdout)).toEqual({
    run: expect.stringMatching(/^run-/),
    target: 'All(day=2026-11-01)',
    status: 'succeeded',
    output: { at: '2026-11-01T00:00:00.000Z', load: 1 },
    outputIds: [expect.stringMatching(/^out-/)],
    ms: number,
    counts: { total: 2, ran: 2, cached: 0, failed: 0, skipped: 0 },
    nodes: [
      { node: 'All(day=2026-11-01)', task: 'All', params, ...node },
      { node: 'Load(day=2026-11-01)', task: 'Load', params, ...node },
    ],
  });
  for (const line of ['by the module', 'by the settings', 'by a task', 'raw', 'printed too']) expect(stderr).toContain(line);
  const dry = await project.run('run-workflow workflow.ts --day 2026-11-01 --json --dry-run');
  expect(JSON.parse(dry.stdout).dryRun).toBe(true);
});

test('--quiet says nothing on the way, --verbose names what was cached and what tasks log', async () => {
  const { run } = makeProject({
    'workflow.ts': `${head}@Task() export class Talk {
  constructor(private readonly context: TaskContext) {}
  run() { this.context.logger.debug('in detail'); this.context.logger.info('on the way'); this.context.progress(1, 2); return 1; }
}
@Workflow() export class All { @From(Talk) talk!: number; run() { return 1; } }`,
  });
  const [quiet, normal, verbose] = [
    await run('run-workflow workflow.ts --quiet'),
    await run('run-workflow workflow.ts --force-from Talk'),
    await run('run-workflow workflow.ts --verbose --force-from Talk'),
  ];
  expect(quiet.stderr).toBe('');
  expect(quiet.stdout).toContain('succeeded');
  expect(normal.stderr).toContain('│ Talk on the way\n');
  expect(normal.stderr).not.toContain('in detail');
  expect(verbose.stderr).toContain('│ Talk in detail\n');
  const cached = await run('run-workflow workflow.ts --verbose');
  expect(cached.stderr).toMatch(/^= \w+ cached: same code, parameters and inputs as cr-/m);
});

test('a large run without a terminal says now and then how far it is', async () => {
  const { run } = makeProject({
    'workflow.ts': `${head}@Task() export class One { @Param() n!: number; run() { return this.n; } }
@Workflow() export class Wide { @FromEach(One, () => Array.from({ length: 1500 }, (_, n) => ({ n }))) all!: number[]; run() { return this.all.length; } }`,
  });
  const { stderr, stdout } = await run('run-workflow workflow.ts');
  expect(stderr.split('\n').length).toBeLessThan(230);
  expect(stderr).toMatch(/ {2}\d+ of 1501 done\n/);
  expect(stdout).toContain('1501 ran');
});

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

test("a failure shows the user's own line first, the parameters, the inputs and the command that resumes", async () => {
  const project = makeProject(failing);
  const { code, stdout } = await project.run(['run-workflow', 'workflow.ts', '--day', 'first monday', '--force', '--fail-fast']);
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
  expect(stdout).toContain("resume  npx run-workflow workflow.ts --day 'first monday' --fail-fast\n");
});

test('independent branches finish, what depends on a failure is skipped, and the same command goes on', async () => {
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

test('the document of a failed run says which node failed, where and why', async () => {
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
  expect(byTask['After']).toMatchObject({ status: 'skipped', reason: 'Broken(day=monday) failed', attempts: 0, componentRun: null });
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

test('a task is tried again as often as it says, and every attempt is in the record with its times', async () => {
  const project = makeProject({
    'workflow.ts': `${head}
@Task({ retries: 2, backoff: '20 ms' }) export class Flaky {
  constructor(private readonly context: TaskContext) {}
  run() { if (this.context.attempt < 3) throw new Error('try ' + this.context.attempt); return this.context.attempt; }
}`,
  });
  const { code, stdout, stderr } = await project.run('run-workflow workflow.ts');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^↻ Flaky attempt 1 failed: try 1; again in \d+ ms\n↻ Flaky attempt 2 failed: try 2; again in \d+ ms\n✓ Flaky/);
  const { nodes } = await project.json(`clew show ${/run-\w+/.exec(stdout)![0]}`);
  expect(nodes.map(({ status, attempt, reason }: any) => [status, attempt, reason])).toEqual([
    ['failed', 1, 'nothing recorded has this code, these parameters and these inputs'],
    ['failed', 2, 'attempt 1 failed'],
    ['ran', 3, 'attempt 2 failed'],
  ]);
  // Half of the pause is certain, the other half is chance.
  for (const [i, least] of [10, 20].entries()) expect(nodes[i + 1].startedAt - nodes[i].endedAt).toBeGreaterThanOrEqual(least - 1);
});

test('a task that takes longer than its timeout fails, and its signal is aborted', async () => {
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

test('a task that logs after its reader has gone goes on to its end', async () => {
  const project = makeProject({
    'workflow.ts': `${head}@Task() export class Talk { async run() {
  for (let i = 0; i < 50; i++) { console.log('x'.repeat(10_000)); await new Promise((done) => setTimeout(done, 1)); }
  ran('Talk');
  return 1;
} }`,
  });
  const { child, ended } = project.start('run-workflow workflow.ts');
  child.stdout!.destroy();
  expect((await ended).code).toBe(0);
  expect(project.lines('ran.txt')).toEqual(['Talk']);
});
