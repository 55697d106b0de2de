import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

const task = (options: string, type: string, body: string): string =>
  `import { ${type}, Task } from 'clew';
@Task(${options}) export class Train {
  constructor(private readonly evaluation: ${type}) {}
  async run() { ${body} return { weights: [1] }; }
}`;

const rows = `{ truth: [0, 0, 1, 1], scores: [0.1, 0.6, 0.4, 0.9], slices: { machine: ['M-14', 'M-17', 'M-14', 'M-17'] } }`;

describe('evaluation of models', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject({
      'workflow.ts': task(
        `{ storage: 's3', modelFamily: 'classifier' }`,
        'ClassifierEvaluation',
        `await this.evaluation.of(${rows}, { name: 'holdout' });
         await this.evaluation.of({ truth: ['a', 'b', 'c'], predicted: ['a', 'b', 'b'] });`,
      ),
    });
  });

  test('records metrics by their names and slices, and keeps the curves as an artifact', async () => {
    expect(await project.run('run-workflow workflow.ts')).toMatchObject({ code: 0 });
    const { runs } = await project.json('clew history Train');
    expect(runs[0].metrics).toMatchObject({
      'holdout.accuracy': 0.5,
      'holdout.auc': 0.75,
      'holdout.accuracy[machine=M-14]': 0.5,
      'holdout.auc[machine=M-17]': 1,
      accuracy: 2 / 3,
      f1Macro: expect.closeTo(5 / 9, 12),
    });
    const kept = JSON.parse((await project.run('clew artifacts cat Train.evaluation-holdout')).stdout);
    expect(kept).toMatchObject({
      family: 'classifier',
      rows: 4,
      confusion: {
        labels: [0, 1],
        counts: [
          [1, 1],
          [1, 1],
        ],
      },
      roc: { x: [0, 0, 0.5, 0.5, 1], y: [0, 0.5, 0.5, 1, 1] },
      slices: { 'machine=M-14': { rows: 2, metrics: { auc: 1 } } },
    });
    expect((await project.json('run-workflow workflow.ts')).counts).toMatchObject({ cached: 1, ran: 0 });
  });

  test.each([60, 80, 200])('is drawn by clew artifacts show, in %i columns and in ASCII', async (columns) => {
    await project.run('run-workflow workflow.ts');
    const env = { COLUMNS: String(columns), LANG: 'C' };
    const { stdout } = await project.run('clew artifacts show Train.evaluation-holdout', { env });
    const drawn = stdout.slice(stdout.indexOf('classifier  4 rows'));
    expect(drawn).toMatch(/^classifier {2}4 rows\n\naccuracy +0\.5 /);
    expect(drawn).toContain('       taken for\ntruth  0  1\n0      1  1\n1      1  1\n');
    expect(drawn).toMatch(/\n1 \| +\*{20,22}\n/);
    expect(drawn).toMatch(/\nmachine=M-14 {2}2 +0\.5 +1 /);
    // oxlint-disable-next-line no-control-regex -- all that ASCII has
    expect(drawn).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    const { stdout: states } = await project.run('clew artifacts show Train.evaluation', { env });
    expect(states).toContain('truth  a  b  c\na      1  0  0\nb      0  1  0\nc      0  1  0\n');
  });

  test('says which metrics have no value, and why', async () => {
    const { run } = makeProject({
      'workflow.ts': task(
        `{ modelFamily: 'classifier' }`,
        'ClassifierEvaluation',
        `await this.evaluation.of({ truth: [1, 1], scores: [0.2, 0.9] });`,
      ),
    });
    const { stderr, code } = await run('run-workflow workflow.ts --verbose');
    expect(code).toBe(0);
    expect(stderr).toContain('auc has no value: truth is one class alone');
  });

  test.each([
    ['regressor', 'RegressorEvaluation', '{ truth: [1, 2], predicted: [1, 3] }', { mae: 0.5, r2: -1 }],
    [
      'forecaster',
      'ForecasterEvaluation',
      '{ truth: [1, 2], predicted: [1, 3], history: [1, 2, 3] }',
      { mae: 0.5, mase: 0.5 },
    ],
    ['ranker', 'RankerEvaluation', '{ relevance: [[0, 1, 0]], scores: [[3, 2, 1]] }', { mrr: 0.5, recall: 1 }],
    [
      'clustering',
      'ClusteringEvaluation',
      '{ points: [[0], [1], [9]], labels: [0, 0, 1] }',
      { daviesBouldin: 0.5 / 8.5 },
    ],
  ])('knows the metrics of a %s', async (family, type, given, metrics) => {
    const other = makeProject({
      'workflow.ts': task(`{ modelFamily: '${family}' }`, type, `await this.evaluation.of(${given});`),
    });
    expect(await other.run('run-workflow workflow.ts')).toMatchObject({ code: 0 });
    const [run] = (await other.json('clew history Train')).runs;
    for (const [name, value] of Object.entries(metrics)) expect(run.metrics[name], name).toBeCloseTo(value, 9);
  });

  test('refuses a family that does not exist, and the evaluation of another family, before anything runs', async () => {
    const run = (options: string, type: string) =>
      makeProject({ 'workflow.ts': task(options, type, '') }).run('run-workflow workflow.ts');
    expectMistake(
      await run(`{ modelFamily: 'clasifier' }`, 'StorageLayer'),
      "error Train names the model family clasifier, which doesn't exist. Did you mean classifier?",
      'Known are: classifier, regressor, forecaster, ranker, clustering. Others are added under `modelFamilies` in clew.config.ts.',
    );
    expectMistake(
      await run(`{ modelFamily: 'regressor' }`, 'ClassifierEvaluation'),
      "error Train: argument 1 of its constructor can't be injected: ClassifierEvaluation belongs to tasks of the model family classifier, and this one is a regressor.",
      "Say `@Task({ modelFamily: 'classifier' })`, or ask for the evaluation of its own family.",
    );
    expectMistake(
      await run(`{}`, 'ClassifierEvaluation'),
      "error Train: argument 1 of its constructor can't be injected: ClassifierEvaluation belongs to tasks of the model family classifier, and this one names none.",
      "Say `@Task({ modelFamily: 'classifier' })`, or ask for the evaluation of its own family.",
    );
  });

  test('fails a task whose rows do not fit, with the line of the task and a sentence', async () => {
    const run = (body: string) =>
      makeProject({ 'workflow.ts': task(`{ modelFamily: 'classifier' }`, 'ClassifierEvaluation', body) }).run(
        'run-workflow workflow.ts',
      );
    const unequal = await run('await this.evaluation.of({ truth: [1, 0], predicted: [1] });');
    expect(unequal.code).toBe(1);
    expect(unequal.stdout).toContain('predicted has 1 rows, and truth has 2.');
    expect(unequal.stdout).toContain('workflow.ts:4');
    const three = await run(`await this.evaluation.of({ truth: ['a', 'b', 'c'], scores: [0.1, 0.2, 0.3] });`);
    expect(three.stdout).toContain('one number for each row, which takes two labels, and there are 3: a, b, c.');
    const one = await run(`await this.evaluation.of({ truth: ['worn', 'worn'], scores: [0.1, 0.9] });`);
    expect(one.stdout).toContain('and there are 1: worn.');
    const twice = await run(`await this.evaluation.of(${rows}); await this.evaluation.of(${rows});`);
    expect(twice.stdout).toContain('There are two evaluations without a name.');
  });
});
