import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const files = {
  'data.txt': '3',
  'lib/scale.ts': 'export const scale = (n: number) => n * 10;\n',
  'load.ts': `
import { readFileSync } from 'node:fs';
import { Param, Task } from 'clew';
@Task({ cache: false, owner: '@ana', doc: 'Reads the sensors of a day' })
export class Load {
  @Param() day!: Date;
  run() {
    if (process.env.BROKEN) throw new Error('no sensor answers');
    return Number(readFileSync('data.txt', 'utf8'));
  }
}
`,
  'train.ts': `
import { From, Param, Task } from 'clew';
import { Load } from './load.ts';
import { scale } from './lib/scale.ts';
@Task({ modelFamily: 'classifier', doc: 'Fits a model' })
export class Train {
  @Param() fold!: number;
  @From(Load) data!: number;
  run() {
    return { auc: 0.8 + this.fold / 10, weight: scale(this.data) };
  }
}
`,
  'workflow.ts': `
import { FromEach, Param, TaskContext, Workflow, type Output } from 'clew';
import { Train } from './train.ts';
@Workflow({ doc: 'Which machines will stand still?' })
export class Nightly {
  @Param() day!: Date;
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) models!: Output<Train>[];
  constructor(private readonly context: TaskContext) {}
  run() {
    return this.models.map(({ weight }, i) => this.context.outputId({ id: \`warning-\${weight}-\${i}\`, label: 'machine M-' + weight }));
  }
}
`,
};

const command = 'run-workflow workflow.ts --day 2027-03-01';
let project: Project;
let asked: string;

const reasons = async (id: string) => {
  const { frames } = await project.json(`clew bt ${id}`);
  return Object.fromEntries(frames.map(({ node, stale }: any) => [node, stale.map(({ kind }: any) => kind).join(' ')]));
};
const fresh = {
  'Nightly(day=2027-03-01)': '',
  'Train(day=2027-03-01, fold=0)': '',
  'Train(day=2027-03-01, fold=1)': '',
  'Load(day=2027-03-01)': '',
};

/** With the times taken out, which are those of the test. */
const told = async (words: string) => {
  const { stdout, stderr } = await project.run(`clew explain ${words}`);
  expect(stderr).toBe('');
  const here = /\d+ [A-Z][a-z]+ 20\d\d at \d\d:\d\d/g;
  const day = /(?<=\b(?:on|from|to) )\d+ [A-Z][a-z]+ 20\d\d/g;
  return stdout.replaceAll(here, 'DAY at TIME').replaceAll(day, 'DAY');
};

describe('stale component runs', () => {
  beforeEach(async () => {
    project = makeProject(files);
    await project.run(command);
    asked = 'warning-30-0';
  });

  test('there are none after a cached run or an edit of a comment', async () => {
    expect(await reasons(asked)).toEqual(fresh);
    await project.run(command);
    project.write({ 'train.ts': files['train.ts'].replace('@Task', '// Fits.\n@Task') });
    expect(await reasons(asked)).toEqual(fresh);
    expect((await project.run(`clew bt ${asked}`)).stdout.split('\n')[0]).toMatch(/came from 4 component runs$/);
  });

  test('are those with a newer input or a newer version of themselves', async () => {
    project.write({ 'data.txt': '4' });
    const { nodes } = await project.json(command);
    const newer = nodes.find(({ task }: any) => task === 'Nightly').componentRun;
    expect(await reasons(asked)).toEqual({
      'Nightly(day=2027-03-01)': 'newer-self newer-input newer-input',
      'Train(day=2027-03-01, fold=0)': 'newer-input',
      'Train(day=2027-03-01, fold=1)': 'newer-input',
      'Load(day=2027-03-01)': '',
    });
    expect(await reasons(newer)).toEqual(fresh);
    const { stdout } = await project.run(`clew bt ${asked}`);
    expect(stdout.split('\n')[0]).toMatch(/came from 4 component runs, 3 of them stale$/);
    expect(stdout).toMatch(/^ {4}stale there is a fresher version: cr-\w+ of 2\d{3}-/m);
    expect(stdout).toMatch(/^ {4}stale input data has a fresher version: cr-\w+ of 2\d{3}-/m);
    // Another day is another thing.
    await project.run('run-workflow workflow.ts --day 2027-03-02');
    expect(await reasons(newer)).toEqual(fresh);
    // What is as it was is found again, and is the freshest then.
    project.write({ 'data.txt': '3' });
    await project.run(command);
    expect(await reasons(asked)).toMatchObject({ 'Train(day=2027-03-01, fold=0)': '' });
  });

  test('are those whose code was edited', async () => {
    project.write({ 'lib/scale.ts': 'export const scale = (n: number) => n * 11;\n' });
    const edited = {
      ...fresh,
      'Train(day=2027-03-01, fold=0)': 'code-changed',
      'Train(day=2027-03-01, fold=1)': 'code-changed',
    };
    expect(await reasons(asked)).toEqual(edited);
    expect((await project.run(`clew bt ${asked}`)).stdout).toContain(
      '\n    stale its code is another one here now: lib/scale.ts\n',
    );
    rmSync(project.path('lib/scale.ts'));
    expect(await reasons(asked)).toEqual(edited);
    // Code that is not of this project is not judged.
    rmSync(project.path('train.ts'));
    expect(await reasons(asked)).toEqual(fresh);
  });

  test('are those whose component failed in its last run', async () => {
    await project.run(command, { env: { BROKEN: '1' } });
    expect(await reasons(asked)).toEqual({ ...fresh, 'Load(day=2027-03-01)': 'last-failed' });
    expect((await project.run(`clew bt ${asked}`)).stdout).toMatch(/^ {4}stale its last run failed: cr-\w+ of 2/m);
    await project.run(command);
    expect(await reasons(asked)).toEqual(fresh);
  });

  test('clew explain says that nothing is out of date', async () => {
    expect(await told(asked))
      .toBe(`“machine M-30” was made on DAY at TIME by Nightly (Which machines will stand still?). It was made for day: 1 March 2027.
It goes back to what was brought in by Load (day: 1 March 2027), last on DAY.

How it came about
1. Load, on DAY. Reads the sensors of a day. With day: 1 March 2027.
2. Train, twice, on DAY. Fits a model. With fold: 0 and 1.
3. Nightly, on DAY. Which machines will stand still? With day: 1 March 2027.

How good it is
2 models (classifier) were made by Train, the last on DAY. Their scores: auc between 0.8 and 0.9.

Who to ask
@ana for Load.
Nobody is named for Train and Nightly.

Is it up to date?
As far as can be told, yes.
`);
  });

  test('clew explain lists each reason once, with ids if --ids is given', async () => {
    project.write({ 'data.txt': '4' });
    await project.run(command);
    await project.run(command, { env: { BROKEN: '1' } });
    project.write({ 'lib/scale.ts': 'export const scale = (n: number) => n * 11;\n' });
    const [, outdated] = (await told(asked)).split('Is it up to date?\n');
    expect(outdated).toBe(`• Nightly has made it again since, on DAY at TIME, and it came out differently.
• Train has given 2 newer results since, on DAY at TIME; Nightly used an older one.
• Load has given a newer result since, on DAY at TIME; Train used an older one.
• The way Train works has been changed since.
• Load failed when it last ran, on DAY at TIME.
`);
    expect(await told(`${asked} --ids`)).toMatch(/^1\. Load, on DAY\..* \[cr-\w+\]$/m);
    expect(await told(`${asked} --ids`)).toMatch(
      /^• The way Train works has been changed since\. \[lib\/scale\.ts\]$/m,
    );
    const { label, steps, stale } = await project.json(`clew explain ${asked}`);
    expect(label).toBe('machine M-30');
    expect(steps.map(({ component, isSource, owner }: any) => [component, isSource, owner])).toEqual([
      ['Load', true, '@ana'],
      ['Train', false, null],
      ['Nightly', false, null],
    ]);
    expect(steps[1]).toMatchObject({
      modelFamily: 'classifier',
      params: { fold: [0, 1] },
      metrics: { auc: [0.8, 0.9] },
      componentRuns: [expect.stringMatching(/^cr-/), expect.stringMatching(/^cr-/)],
    });
    expect(stale.map(({ component, reason }: any) => `${component} ${reason.kind}`)).toContain('Load last-failed');
  });

  test('clew explain of a failed component run gives the reason', async () => {
    await project.run('run-workflow workflow.ts --day 2027-03-02', { env: { BROKEN: '1' } });
    const { runs } = await project.json('clew runs');
    const { nodes } = await project.json(`clew show ${runs[0].id}`);
    expect(await told(nodes[0].componentRun)).toMatch(
      /^What you asked about \(cr-\w+\) was not made: Load \(Reads the sensors of a day\) failed on DAY at TIME, because of this: no sensor answers\. It was to be made for day: 2 March 2027\.\n/,
    );
  });

  test('clew bt and clew explain fit into 40 columns without UTF-8', async () => {
    project.write({ 'data.txt': '4' });
    await project.run(command);
    for (const verb of ['bt', 'explain']) {
      const { stdout } = await project.run(`clew ${verb} ${asked}`, { env: { COLUMNS: '40', LANG: 'C' } });
      // oxlint-disable-next-line no-control-regex -- that is the question
      expect(stdout).toMatch(/^[\x00-\x7f]*$/);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    }
  });
});
