import { DatabaseSync } from 'node:sqlite';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { freshDatabase } from '../support/postgres.ts';
import { expectMistake, expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const flows = {
  // Nothing but the entry leads to the tasks, and Nightly only asks for Train: no task's own code holds these imports.
  'flows/index.ts': `export { Nightly } from './nightly.ts';`,
  'flows/nightly.ts': `${head}
import { Train } from './tasks/index.ts';
@Workflow() export class Nightly {
  @Param() folds = 2;
  @FromEach(Train, (self: Nightly) => Array.from({ length: self.folds }, (_, fold) => ({ fold }))) trained!: number[];
  run() { ran('Nightly'); return this.trained.reduce((a, b) => a + b, 0); }
}`,
  'flows/tasks/index.ts': `export * from './train.ts';`,
  'flows/tasks/train.ts': `${head}
import { scale } from '#lib/scale.js';
import { Load } from '@/load';
@Task() export class Train {
  @Param() fold!: number;
  @From(Load) rows!: number;
  run() { ran('Train'); return this.rows + scale(this.fold); }
}`,
  'flows/load.ts': `${head}
@Task() export class Load { run() { ran('Load'); return 100; } }`,
  'flows/lib/scale.ts': `export const scale = (fold: number): number => fold * 10;`,
  'package.json': { name: 'shop', type: 'module', imports: { '#lib/*': './flows/lib/*' } },
  'tsconfig.base.json': { compilerOptions: { paths: { '@/*': ['./flows/*'] } } },
  'tsconfig.json': `{ "extends": "./tsconfig.base.json" } // as people write it`,
};
const started = ['run-workflow', 'flows/index.ts', 'Nightly'];

async function newestRun(project: Project): Promise<string> {
  return (await project.json('clew runs')).runs[0].id;
}

describe('clew rerun', () => {
  test('repeats a run with the code as it ran, and with --code today with the current code', async () => {
    const project = makeProject(flows);
    const first = await project.json(started);
    expect(first.output).toBe(210);
    project.write({ 'flows/lib/scale.ts': `export const scale = (fold: number): number => fold * 1000;` });

    const again = await project.run(`clew rerun ${first.run}`);
    expect(again.stderr).toMatch(
      /^repeating run-\w+, succeeded, begun .* ago, with the code as it ran then, \.clew\/code\//,
    );
    expect(again.stdout).toContain('4 ran');
    expect(again.stdout).toContain(`why Nightly and 3 more: asked for again by clew rerun ${first.run}`);
    expect(again.stdout).toContain('output  210');
    expect(again.stdout).toContain(`compare same bytes as in ${first.run}: 4 results`);
    expect(again.code).toBe(0);
    expect(project.lines('ran.txt').toSorted()).toEqual(
      ['Load', 'Load', 'Nightly', 'Nightly', 'Train', 'Train', 'Train', 'Train'].toSorted(),
    );

    const today = await project.json(`clew rerun ${first.run} --code today`);
    expect(today.output).toBe(1200);
    expect(today.repeats).toMatchObject({
      run: first.run,
      code: 'today',
      same: 2,
      different: 2,
      onlyThen: [],
      onlyNow: [],
    });
    const outcomes = today.repeats.nodes.map(({ node, outcome }: any) => `${node} ${outcome}`).toSorted();
    expect(outcomes).toEqual(['Load same', 'Nightly differs', 'Train(fold=0) same', 'Train(fold=1) differs']);
    const text = await project.run(`clew rerun ${first.run} --code today`);
    expect(text.stdout).toContain(`compare 2 of 4 results differ from ${first.run}, 2 same bytes`);
    expect(text.stdout).toMatch(/ {2}differs {2}Train\(fold=1\) {2}\w{10} \(cr-\w+\) → \w{10} \(cr-\w+\)/);

    const { runs } = await project.json('clew runs');
    expect(runs.map(({ repeats }: any) => repeats)).toEqual([first.run, first.run, first.run, null]);
    expect((await project.run('clew runs')).stdout).toContain(`repeats ${first.run}`);
    expect((await project.run(`clew show ${runs[0].id}`)).stdout).toMatch(new RegExp(`repeats +${first.run}`));
    expect(runs[0].command).toBe(`npx clew rerun ${first.run} --code today`);
  });

  test('makes results that later runs find in the cache, with the original file and line in the trace', async () => {
    const project = makeProject(flows);
    const first = await project.json(started);
    const again = await project.json(`clew rerun ${first.run}`);
    expect(again.repeats).toMatchObject({ code: 'then', same: 4, different: 0 });
    const hit = await project.json(started);
    expect(hit.counts).toMatchObject({ ran: 0, cached: 4 });
    expect(hit.nodes[0].because.from.run).toBe(again.run);
    const [then, now] = await Promise.all(
      [first, again].map(async ({ outputIds }: any) => (await project.json(`clew bt ${outputIds[0]}`)).frames),
    );
    expect(now.map(({ code }: any) => code)).toEqual(then.map(({ code }: any) => code));
    expect(now[0].code.place).toBe('flows/nightly.ts:7');
    expect((await project.json(`clew show ${again.run}`)).repeats).toBe(first.run);

    // The settings of the compiler and of the package are as they were, too.
    project.write({ 'tsconfig.json': {}, 'package.json': { name: 'shop' } });
    for (const name of ['flows/lib', 'flows/tasks', 'tsconfig.base.json'])
      rmSync(project.path(name), { recursive: true });
    const third = await project.run(`clew rerun ${again.run}`);
    expect(third.stdout).toContain(`compare same bytes as in ${again.run}: 4 results`);
    expect(third.stderr.trim().split('\n')).toHaveLength(2 + 4);
    expect(readdirSync(project.path('.clew/code'))).toHaveLength(1);
  });

  test('--only runs the named nodes, and others only if they are not cached', async () => {
    const project = makeProject(flows);
    const first = await project.json(started);
    project.write({ 'flows/lib/scale.ts': `export const scale = (fold: number): number => fold * 1000;` });
    const one = await project.json([...`clew rerun ${first.run} --only`.split(' '), 'Train(fold=1)']);
    expect(one.counts).toMatchObject({ ran: 1, cached: 3 });
    expect(one.repeats).toMatchObject({ same: 4, different: 0 });
    const task = await project.json(`clew rerun ${first.run} --only Train --only Load`);
    expect(task.counts).toMatchObject({ ran: 3, cached: 1 });
    const { componentRun } = first.nodes.find(({ task: name }: any) => name === 'Nightly');
    expect((await project.json(`clew rerun ${first.run} --only ${componentRun}`)).counts).toMatchObject({
      ran: 1,
      cached: 3,
    });

    const today = await project.json([...`clew rerun ${first.run} --code today --only`.split(' '), 'Train(fold=1)']);
    expect(today.nodes.map(({ status }: any) => status).toSorted()).toEqual(['cached', 'ran', 'ran', 'ran']);

    const dry = await project.run(`clew rerun ${first.run} --only Load --dry-run`);
    expect(dry.stdout).toContain(`asked for again by clew rerun ${first.run}`);
    expect(dry.stdout).toContain('Nothing was run.');

    const unknown = await project.run(['clew', 'rerun', first.run, '--only', 'Train(fold=7)', '--quiet']);
    expectMistake(
      unknown,
      `error There is no node "Train(fold=7)" in ${first.run}. Did you mean Train or Train(fold=0) or Train(fold=1)?`,
      'It has: Nightly, Train, Load, Train(fold=0), Train(fold=1).',
    );
  });

  const failing = {
    'flow.ts': `${head}
import { check } from './check.ts';
@Task() export class Load { run() { ran('Load'); return 1; } }
@Task() export class Check { @From(Load) rows!: number; run() { return check(this.rows); } }
@Workflow() export class Flow { @From(Check) checked!: number; run() { return this.checked; } }`,
    'check.ts': `export function check(rows: number): number {
  if (rows < 5) throw new Error('too few rows: ' + rows);
  return rows;
}`,
  };

  test('--only also runs uncached tasks, and says so', async () => {
    const project = makeProject({
      'flow.ts': `${head}
@Task() export class Load { run() { ran('Load'); return 1; } }
@Task({ cache: false }) export class Send { @From(Load) rows!: number; run() { ran('Send'); return this.rows; } }`,
    });
    const first = await project.json('run-workflow flow.ts Send');
    const again = await project.run(`clew rerun ${first.run} --only Load`);
    expect(again.stderr).toContain('as ever, what has no cache runs too: Send');
    expect((await project.run(`clew rerun ${first.run} --only Send`)).stderr).not.toContain('as ever');
    expect(project.lines('ran.txt')).toEqual(['Load', 'Send', 'Load', 'Send', 'Send']);
  });

  test('ignores new output ids in the comparison, and treats a given default as the default', async () => {
    const project = makeProject({
      'flow.ts': `${head}
@Task() export class Warn {
  constructor(private readonly context: TaskContext) {}
  run() { return { machine: 'M-14', id: this.context.outputId() }; }
}
@Workflow() export class Flow {
  @Param() day = new Date('2026-11-01');
  @From(Warn) warned!: unknown;
  run() { return [this.warned, this.day]; }
}
@Workflow() export class Random {
  @From(Warn) warned!: unknown;
  run() { return [this.warned, Math.random()]; }
}`,
    });
    const first = await project.json('run-workflow flow.ts Flow --day 2026-11-01');
    const again = await project.run(`clew rerun ${first.run} --only Flow --only Warn`);
    expect(again.stdout).toContain(
      `compare same bytes as in ${first.run}: 0 of 2 results, 2 with new output ids and otherwise the same`,
    );
    expect(again.stdout).not.toContain('not this time');
    const other = await project.json('run-workflow flow.ts Random --force');
    const { repeats } = await project.json(`clew rerun ${other.run}`);
    expect(repeats).toMatchObject({ same: 0, sameButIds: 1, different: 1 });
  });

  test('repeats a failed run with the code as it ran, in a file that can be opened', async () => {
    const project = makeProject(failing);
    expect((await project.run('run-workflow flow.ts Flow')).code).toBe(1);
    const first = await newestRun(project);
    project.write({ 'check.ts': 'export const check = (rows: number): number => rows;' });

    const again = await project.run(`clew rerun ${first} --verbose`);
    expect(again.code).toBe(1);
    const file = /(\.clew\/code\/\w+\/check\.ts):2:\d+/.exec(again.stdout)?.[1];
    expect(project.read(file!)).toBe(failing['check.ts']);
    expect(again.stdout).toContain("> 2 |   if (rows < 5) throw new Error('too few rows: ' + rows);");
    expect(again.stdout).toContain(`again   npx clew rerun ${first}\n`);
    expect(again.stdout).not.toContain('will not run again');
    expect(again.stdout).toContain(`compare same bytes as in ${first}: 2 results`);

    const today = await project.run(`clew rerun ${first} --code today`);
    expect(today.code).toBe(0);
    expect(today.stdout).toMatch(/works now {2}Check {2}too few rows: 1 \(cr-\w+\) → \w{10}/);
    expect(today.stdout).toContain('not then: Flow');

    // What repeats a run is nothing to go on with.
    const rerun = (await project.json('clew runs')).runs.find(({ status }: any) => status === 'failed').id;
    expectMistake(
      await project.run(`clew resume ${rerun}`),
      `error ${rerun} can't be resumed: it repeats ${first}.`,
      `Repeat that once more: npx clew rerun ${first}`,
    );
    expect((await project.json('clew resume')).status).toBe('succeeded');
  });

  /** A project beside a package of its workspace, and one package that is installed. */
  function workspace(): Project {
    const shop = makeProject({
      'repo/package.json': { name: 'repo', workspaces: ['apps/*', 'libs/*'] },
      'repo/apps/shop/package.json': { name: 'shop', type: 'module' },
      'repo/apps/shop/clew.config.ts': 'export default {};',
      'repo/apps/shop/flows/flow.ts': `import { Task } from 'clew';
import { price } from '@acme/prices';
import { tax } from '../../../libs/tax.ts';
@Task() export class Total { run() { return price() + tax(); } }`,
      'repo/libs/tax.ts': 'export const tax = (): number => 5;',
      'repo/libs/prices/package.json': { name: '@acme/prices', type: 'module', exports: './src/index.ts' },
      'repo/libs/prices/src/index.ts': `import { rate } from 'rates'; import { round } from '@acme/round'; export const price = (): number => round(100 * rate);`,
      'repo/libs/prices/node_modules/rates/package.json': {
        name: 'rates',
        version: '1.0.0',
        type: 'module',
        main: 'index.js',
      },
      'repo/libs/prices/node_modules/rates/index.js': 'export const rate = 2.2;',
      'repo/libs/round/package.json': { name: '@acme/round', type: 'module', main: './round.js' },
      'repo/libs/round/round.js': 'export const round = (n) => Math.round(n);',
    });
    const link = (at: string, to: string): void => {
      mkdirSync(dirname(shop.path(at)), { recursive: true });
      symlinkSync(shop.path(to), shop.path(at));
    };
    link('repo/node_modules/@acme/prices', 'repo/libs/prices');
    link('repo/libs/prices/node_modules/@acme/round', 'repo/libs/round');
    return shop;
  }

  test('restores packages of a workspace, and names an installed package with another version', async () => {
    const project = workspace();
    const cwd = project.path('repo/apps/shop');
    const first = await project.json('run-workflow flows/flow.ts', { cwd });
    expect(first.output).toBe(225);
    project.write({
      'repo/libs/tax.ts': 'export const tax = (): number => 6;',
      'repo/libs/round/round.js': 'export const round = (n) => Math.round(n) + 1;',
    });
    rmSync(project.path('repo/libs/prices/src'), { recursive: true });

    const again = await project.run(`clew rerun ${first.run}`, { cwd });
    expect(again.stdout).toContain('output  225');
    expect(again.stdout).toContain('same bytes as in');
    expect(again.stderr.trim().split('\n')).toHaveLength(3);

    const rates = 'repo/libs/prices/node_modules/rates';
    project.write({
      [`${rates}/package.json`]: { name: 'rates', version: '1.1.0', type: 'module', main: 'index.js' },
      [`${rates}/index.js`]: 'export const rate = 3;',
    });
    const newer = await project.run(`clew rerun ${first.run}`, { cwd });
    expect(newer.stderr).toContain('package rates was 1.0.0 then and is 1.1.0 now');
    expect(newer.stdout).toContain(`compare 1 of 1 result differs from ${first.run}, 0 same bytes`);
  });

  test('several reruns may run at once, and damaged code is restored', async () => {
    const project = makeProject(flows);
    const first = await project.json(started);
    const all = await Promise.all([1, 2, 3].map(() => project.json(`clew rerun ${first.run}`)));
    expect(all.map(({ repeats }) => repeats.same)).toEqual([4, 4, 4]);
    const [folder] = readdirSync(project.path('.clew/code'));
    const file = join('.clew/code', folder!, 'flows/lib/scale.ts');
    rmSync(project.path(file));
    project.write({ [file]: 'export const scale = () => 0;' });
    expect((await project.json(`clew rerun ${first.run}`)).repeats).toMatchObject({ same: 4, different: 0 });
    expect(readdirSync(project.path(join('.clew/code', folder!, 'flows/lib')))).toEqual(['scale.ts']);
  });

  test('restores the code inside the project even if CLEW_HOME is elsewhere', async () => {
    const project = makeProject(failing);
    const env = { CLEW_HOME: '../elsewhere' };
    await project.run('run-workflow flow.ts Load', { env });
    const first = (await project.json('clew runs', { env })).runs[0].id;
    expect((await project.json(`clew rerun ${first}`, { env })).repeats).toMatchObject({ same: 1 });
    expect(project.has('.clew/.gitignore')).toBe(true);
  });

  test('takes secrets from the environment, and restores files that tasks read, except large ones', async () => {
    const project = makeProject({
      'flow.ts': `import { readFileSync } from 'node:fs';
import { Param, Task } from 'clew';
@Task() export class Load {
  @Param({ secret: true }) token = '';
  run() { return readFileSync(import.meta.dirname + '/rows.txt', 'utf8').length + this.token.length; }
}
@Task() export class LoadMany {
  run() { return readFileSync(import.meta.dirname + '/many.txt', 'utf8').length; }
}`,
      'rows.txt': '12345',
      'many.txt': 'x'.repeat(100_000),
    });
    const env = { CLEW_PARAM_TOKEN: 'abc' };
    const first = await project.json('run-workflow flow.ts Load', { env });
    expect(first.output).toBe(8);
    expectMistake(
      await project.run(`clew rerun ${first.run} --code today --quiet`),
      `error ${first.run} was given secrets, which no record keeps: CLEW_PARAM_TOKEN must be in the environment.`,
      `CLEW_PARAM_TOKEN=… npx clew rerun ${first.run} --code today`,
    );
    expect((await project.json(`clew rerun ${first.run} --code today`, { env })).repeats.same).toBe(1);
    project.write({ 'rows.txt': '1234567' });
    expect((await project.json(`clew rerun ${first.run} --code today`, { env })).output).toBe(10);
    const then = await project.json(`clew rerun ${first.run}`, { env });
    expect(then).toMatchObject({ output: 8, repeats: { same: 1 } });

    const many = await project.json('run-workflow flow.ts LoadMany');
    const again = await project.run(`clew rerun ${many.run}`);
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(
      /What is imported is in \.clew\/code\/\w+, and small files that were read: read data by a path .*, or use --code today\./,
    );
  });

  test('names a module that is loaded as it is today', async () => {
    const project = makeProject({ 'lib.ts': 'export const one = 1;' });
    project.write({
      'flow.ts': `import { Task } from 'clew'; import { one } from '${project.path('lib.ts')}';
@Task() export class One { run() { return one; } }`,
    });
    const first = await project.json('run-workflow flow.ts');
    project.write({ 'lib.ts': 'export const one = 2;' });
    const again = await project.run(`clew rerun ${first.run}`);
    expect(again.stderr.split('\n')[2]).toBe('lib.ts is loaded as it is today');
    expect(again.stdout).toContain('1 of 1 result differs');
  });

  test('needs a run, and refuses unknown ids and options', async () => {
    const project = makeProject(failing);
    const none = await project.run('clew rerun');
    expect(none.code).toBe(2);
    await project.run('run-workflow flow.ts Load');
    const first = await newestRun(project);
    const which = await project.run('clew rerun');
    expect(which.code).toBe(2);
    expect(which.stderr).toMatch(
      new RegExp(
        `^error clew rerun needs a run: which one is to be repeated\\?\nThe latest are:\n {2}clew rerun ${first} `,
      ),
    );
    expectNoStack(which.stderr);
    expect((await project.run('clew rerun run-zzz')).stderr).toContain('Nothing on record is called "run-zzz"');
    expect((await project.run(`clew rerun ${first} --code then!`)).stderr).toContain('--code is then or today');
    expect((await project.run(`clew rerun ${first} more`)).stderr).toContain('takes one run; "more" is one too many');
    expect((await project.run(`clew rerun ${first.slice(0, -2)} --dry-run`)).stdout).toContain('1 to run');
    expect((await project.run('clew rerun --help')).stdout).toContain('--code <then | today>');
    const { componentRun } = (await project.json(`clew show ${first}`)).nodes[0];
    expect((await project.run(`clew rerun ${componentRun}`)).stderr).toContain('and this needs a run');
  });

  /** As a record of a Clew is that did not keep the code of whole runs. */
  function forget(project: Project, statement: string): void {
    const record = new DatabaseSync(project.path('.clew/record.db'));
    record.exec(statement);
    record.close();
  }

  test('repeats a run of an older Clew if the code of its tasks is recorded', async () => {
    const project = makeProject(failing);
    await project.run('run-workflow flow.ts Flow');
    const first = await newestRun(project);
    forget(project, 'update pipeline_run set code = null');
    project.write({ 'check.ts': 'export const check = (rows: number): number => rows;' });
    const again = await project.run(`clew rerun ${first}`);
    expect(again.stderr).toContain(
      `${first} was recorded by an older Clew: package.json and tsconfig.json are today's`,
    );
    expect(again.stdout).toContain('too few rows: 1');
    expect(again.stdout).toContain(`compare same bytes as in ${first}: 2 results`);

    const other = makeProject(flows);
    const { run } = await other.json(started);
    forget(other, 'update pipeline_run set code = null');
    expectMistake(
      await other.run(`clew rerun ${run} --quiet`),
      `error The code of ${run} can't be had as it ran: an older Clew kept the code of those tasks only that ran. ${'flows/index.ts'} can't be loaded: there is no such file.`,
      `Repeat it with the code of today: npx clew rerun --code today ${run}`,
    );
    expect((await other.json(`clew rerun ${run} --code today`)).repeats.same).toBe(4);
  });

  test('refuses a run whose code or module is not on record', async () => {
    const project = makeProject(failing);
    await project.run('run-workflow flow.ts Load');
    const first = await newestRun(project);
    forget(project, "update code set content = 'x' where content like '%too few rows%'");
    expectMistake(
      await project.run(`clew rerun ${first}`),
      `error The code of ${first} can't be had as it ran: what the record has of check.ts is not what was kept.`,
      `Repeat it with the code of today: npx clew rerun --code today ${first}`,
    );
    forget(project, 'update pipeline_run set module = null');
    expect((await project.run(`clew rerun ${first}`)).stderr).toContain(
      `error ${first} can't be repeated: the record doesn't hold its module`,
    );
    expect((await project.run(`clew audit ${first}`)).stderr).toContain(
      `error ${first} can't be audited: the record doesn't hold its module`,
    );
  });

  test('repeats a run that is recorded in PostgreSQL', async () => {
    const project = makeProject(flows);
    const env = { CLEW_DATABASE_URL: await freshDatabase() };
    const first = await project.json(started, { env });
    project.write({ 'flows/lib/scale.ts': `export const scale = (fold: number): number => fold * 1000;` });
    expect((await project.json(`clew rerun ${first.run}`, { env })).repeats).toMatchObject({ same: 4, different: 0 });
    const one = await project.json([...`clew rerun ${first.run} --code today --only`.split(' '), 'Train(fold=1)'], {
      env,
    });
    expect(one.repeats).toMatchObject({ same: 2, different: 2 });
    expect((await project.json('clew runs', { env })).runs[0].repeats).toBe(first.run);
  });
});
