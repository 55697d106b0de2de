import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

const files = {
  'load.ts': `
import { Param, Task } from 'clew';
@Task()
export class Load {
  @Param() day!: Date;
  run() {
    return { rows: 3 };
  }
}
`,
  'train.ts': `
import { From, Param, Task } from 'clew';
import { Load } from './load.ts';
@Task({ modelFamily: 'classifier' })
export class Train {
  @Param() fold!: number;
  @Param() epochs = 3;
  @From(Load) data!: { rows: number };
  run() {
    const base = 0.5;
    return { auc: base + this.fold / 10 + this.epochs / 100 };
  }
}
`,
  'workflow.ts': `
import { FromEach, Param, Workflow, type Output } from 'clew';
import { Train } from './train.ts';
@Workflow()
export class Nightly {
  @Param() day!: Date;
  @Param() epochs = 3;
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) models!: Output<Train>[];
  run() {
    return { auc: this.models[0].auc };
  }
}
`,
};

describe('clew diff', () => {
  let project: Project;
  let runs: any[];
  const ids = (word: string) => runs.map(({ outputIds, run }) => (word === 'run' ? run : outputIds[0]));

  beforeAll(async () => {
    project = makeProject(files);
    const first = await project.json('run-workflow workflow.ts --day 2026-11-01');
    project.write({ 'train.ts': files['train.ts'].replace('0.5', '0.4') });
    const second = await project.json('run-workflow workflow.ts --day 2026-11-01');
    const third = await project.json('run-workflow workflow.ts --day 2026-11-01 --epochs 5');
    runs = [first, second, third];
  });

  test('shows the frames that an edit reaches, with the diff of the source', async () => {
    const [a, b] = ids('output id');
    const { code, stdout, stderr } = await project.run(`clew diff ${a} ${b}`);
    expect([code, stderr]).toEqual([0, '']);
    const [headA, headB, count, ...rest] = stdout.split('\n');
    expect(headA).toMatch(new RegExp(`^A {2}${a} {2}Nightly\\(day=2026-11-01\\) {2}2\\d{3}-.* cr-\\w+$`));
    expect(headB).toMatch(new RegExp(`^B {2}${b} {2}Nightly`));
    expect(count).toBe('3 frames differ, 1 is the same component run');
    const text = rest.join('\n').replaceAll(/cr-\w+/g, 'cr');
    expect(text).toContain(`
#0 Nightly(day=2026-11-01)  cr → cr  by its inputs alone
  inputs      models changed: 2 of 2 values, the first made by Train(day=2026-11-01, fold=0) in cr, was cr
              [0] auc 0.53 → 0.43
              [1] auc 0.63 → 0.53
  outcome     returned another value
              auc 0.53 → 0.43
`);
    expect(text).toMatch(/^#1 Train\(.*\) {2}cr → cr\n {2}code {8}train\.ts changed\n {4}@@ -7,7 \+7,7 @@\n/m);
    expect(text).toContain('\n    -    const base = 0.5;\n    +    const base = 0.4;\n');
    expect(text).toMatch(
      /^ {2}metrics {5}auc 0\.[56]3 → 0\.[45]3 \(-0\.1, worse\)\n {2}outcome {5}returned another value$/m,
    );
    expect(text).toMatch(/^#2 Train\(.*\n {2}code {8}train\.ts changed\n {4}train\.ts: as in #1$/m);
  });

  test('compares runs with other parameters, and marks outcomes by their own changes', async () => {
    const [, b, c] = ids('run');
    const answer = await project.json(`clew diff ${b} ${c}`);
    expect(answer).toMatchObject({
      a: b,
      b: c,
      same: 1,
      equal: 0,
      different: 3,
      onlyA: [],
      onlyB: [],
      page: 1,
      more: false,
    });
    const outcomes = answer.frames.map(({ a, outcome, params, code }: any) => [a.component, outcome, params, code]);
    const params = [{ name: 'epochs', secret: false, from: 3, to: 5 }];
    expect(outcomes).toEqual([
      ['Nightly', 'own', params, null],
      ['Train', 'own', params, null],
      ['Train', 'own', params, null],
    ]);
    expect(answer.frames[1]).toMatchObject({
      a: {
        componentRun: expect.stringMatching(/^cr-/),
        node: expect.stringMatching(/^Train\(.*fold=/),
        status: 'ran',
      },
      b: { node: expect.stringMatching(/^Train\(.*epochs=5/) },
      inputs: [],
      sources: [],
      metrics: [{ name: 'auc', from: expect.any(Number), to: expect.any(Number) }],
      environment: [],
      sameOutput: false,
    });
    const { stdout } = await project.run(`clew diff ${b} ${c} --limit 1`);
    expect(stdout).toContain('\n  parameters  epochs changed: 3 → 5\n');
    expect(stdout).toContain('\n… and 2 more; --page 2 shows them\n');
    expect((await project.run(`clew diff ${b} ${c} --limit 1 --page 9`)).stdout).toContain('There is no page 9.');
  });

  test('compares two component runs of one run, and says when both are the same', async () => {
    const trained = runs[0].nodes
      .filter(({ task }: any) => task === 'Train')
      .map(({ componentRun }: any) => componentRun);
    const { stdout } = await project.run(['clew', 'diff', ...trained]);
    expect(stdout).toContain('\n1 frame differs, 1 is the same component run\n');
    expect(stdout).toMatch(/\n {2}parameters {2}fold changed: [01] → [01]\n/);
    const same = await project.run(['clew', 'diff', trained[0], trained[0]]);
    expect(same.stdout).toContain('\nThe same: 2 component runs, and nothing else.\n');
  });

  test('refuses to compare a run with an output id, and needs exactly two ids', async () => {
    expectMistake(
      await project.run(`clew diff ${ids('id')[0]} ${ids('run')[0]}`),
      `error ${ids('run')[0]} is a run and ${ids('id')[0]} is not: they can't be compared.`,
      `Name two runs, or one thing of each: clew show ${ids('run')[0]} lists its component runs.`,
    );
    const help = 'clew diff --help lists what there is.';
    expectMistake(await project.run('clew diff run-'), 'error clew diff needs a second id.', help);
    expectMistake(
      await project.run('clew diff a b c'),
      'error clew diff takes a first id and a second id; "c" is one too many.',
      help,
    );
    expect((await project.run('clew diff run- run-')).stderr).toMatch(/^error Several ids begin with "run-": run-/);
  });

  test('fits into 40 columns, and is ASCII without UTF-8', async () => {
    const [a, b] = ids('output id');
    const { stdout } = await project.run(`clew diff ${a} ${b}`, { env: { COLUMNS: '40', LC_ALL: 'POSIX' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]*$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(stdout).toContain('cr-');
  });
});

test('clew diff shows a task that failed before, and tasks that only one of the runs has', async () => {
  const project = makeProject({
    'workflow.ts': `
import { From, Param, Task, Workflow } from 'clew';
@Task() export class Old { run() { return 1; } }
@Task({ cache: false }) export class Shaky { run() { if (process.env.BROKEN) throw new Error('no sensor'); return Math.random(); } }
@Workflow() export class All { @From(Old) old!: number; @From(Shaky) shaky!: number; run() { return this.old; } }`,
  });
  await project.run('run-workflow workflow.ts', { env: { BROKEN: '1' } });
  await project.run('run-workflow workflow.ts');
  project.write({ 'workflow.ts': project.read('workflow.ts').replaceAll('Old', 'New') });
  await project.run('run-workflow workflow.ts');
  const { runs } = await project.json('clew runs');
  const [third, second, first] = runs.map(({ id }: any) => id);
  const mended = await project.run(`clew diff ${first} ${second}`);
  expect(mended.stdout).toMatch(/\n1 frame differs, 1 is the same component run, 1 only in B\n/);
  expect(mended.stdout).toMatch(/\n {2}outcome {5}failed → ran: no sensor\n/);
  expect(mended.stdout).toMatch(/\nonly in B\n {2}All {2}cr-\w+\n$/);
  const renamed = await project.run(`clew diff ${second} ${third}`);
  expect(renamed.stdout).toMatch(/\nonly in A\n {2}Old {2}cr-\w+\n\nonly in B\n {2}New {2}cr-\w+\n$/);
});
