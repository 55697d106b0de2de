import { userInfo } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

const files = {
  'workflow.ts': `
import { From, FromEach, Param, Task, TaskContext, Workflow } from 'clew';
@Task({ owner: '@ana', doc: 'Reads a day' })
export class Load { @Param() day!: Date; run() { return { rows: 3 }; } }
@Task({ modelFamily: 'classifier', doc: 'Fits a model' })
export class Train {
  @Param() fold!: number;
  @Param() most = 5;
  @From(Load) data!: { rows: number };
  run() {
    if (this.fold >= this.most) throw new Error('no such fold');
    return { auc: 0.5 + this.fold / 10 };
  }
}
@Workflow({ doc: 'Train every night' })
export class Nightly {
  @Param() day!: Date;
  @Param() most = 5;
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) models!: { auc: number }[];
  constructor(private readonly context: TaskContext) {}
  run() { return this.models.map((_, i) => this.context.outputId({ label: 'machine M-' + i })); }
}`,
};

describe('clew explain of a run', () => {
  let project: Project;
  let runs: string[];
  beforeAll(async () => {
    project = makeProject(files);
    for (const words of ['--day 2026-11-01', '--day 2026-11-01', '--day 2026-11-02 --most 1'])
      await project.run(`run-workflow workflow.ts ${words}`);
    runs = (await project.json('clew runs')).runs.map(({ id }: any) => id).toReversed();
  });
  /** With what is another one each time taken out. */
  const told = async (words: string): Promise<string> => {
    const { code, stdout, stderr } = await project.run(`clew explain ${words}`);
    expect([code, stderr]).toEqual([0, '']);
    return stdout
      .replaceAll(/\d+ [A-Z][a-z]+ 20\d\d at \d\d:\d\d/g, 'DAY at TIME')
      .replaceAll(/(?<=\b(?:on|from|to) )\d+ [A-Z][a-z]+ 20\d\d/g, 'DAY')
      .replaceAll(/after [\d.]+ m?s/g, 'after a while')
      .replaceAll(` by ${userInfo().username}`, ' by ME');
  };

  test('explains a run that succeeded: parameters, counts, outputs, steps, scores and owners', async () => {
    const [text, state] = (await told(runs[0]!)).split('Is it up to date?\n');
    // Which of the folds of the run that failed came last is not the same each time.
    expect(state).toMatch(/^(• Train failed when it last ran, on DAY at TIME|As far as can be told, yes)\.\n$/);
    expect(text).toBe(`\
The run of Nightly (Train every night) was started on DAY at TIME by ME, for day: 1 November 2026; most: 5. It succeeded after a while.
Of 4 results, 4 were made in this run.
It gave out 3 outputs, among them “machine M-1” and “machine M-0”.
It goes back to what was brought in by Load (day: 1 November 2026), last on DAY.

How it came about
1. Load, on DAY. Reads a day. With day: 1 November 2026.
2. Train, twice, on DAY. Fits a model. With fold: 0 and 1; most: 5.
3. Nightly, on DAY. Train every night. With day: 1 November 2026; most: 5.

How good it is
2 models (classifier) were made by Train, the last on DAY. Their scores: auc between 0.5 and 0.6.

Who to ask
@ana for Load.
Nobody is named for Train and Nightly.

`);
  });

  test('explains a run in which everything was cached, and one that failed, with the reason', async () => {
    expect(await told(runs[1]!)).toMatch(
      /\nOf 4 results, 4 were there already from an earlier one\.\n[^]*\n3\. Nightly, /,
    );
    expect(await told(runs[2]!)).toMatch(
      /^The run of Nightly .* for day: 2 November 2026; most: 1\. It failed after a while\.\nOf 4 results, 2 were made in this run, 1 was not made because of an error and 1 was left out\.\n• Train \(fold: 1; most: 1\) failed, because of this: no such fold\.\n/,
    );
    expect(await told(`${runs[2]!} --ids`)).toMatch(/no such fold\. \[cr-\w+\]\n/);
  });

  test('gives JSON, limits the steps, and fits into 40 columns', async () => {
    const { run, steps, more } = await project.json(`clew explain ${runs[2]} --limit 1`);
    expect(run).toMatchObject({
      id: runs[2],
      target: 'Nightly',
      status: 'failed',
      counts: { total: 4, failed: 1, skipped: 1 },
      failures: [{ component: 'Train', componentRun: expect.stringMatching(/^cr-/), error: 'no such fold' }],
      outputIds: [],
      more: false,
    });
    expect([steps.length, more]).toEqual([1, true]);
    expect(await told(`${runs[0]} --limit 1`)).toContain(
      'After 2 earlier steps, which --limit 3 tells as well:\n1. Nightly',
    );
    const narrow = await project.run(`clew explain ${runs[2]}`, { env: { COLUMNS: '40', LC_ALL: 'C' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(narrow.stdout).toMatch(/^[\x00-\x7f]*$/);
    for (const line of narrow.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('accepts an abbreviated id, and lists the matches of an ambiguous one', async () => {
    expect(await told(runs[0]!.slice(0, -1))).toContain('The run of Nightly');
    expectMistake(
      await project.run('clew explain run-'),
      `error Several ids begin with "run-": ${runs.join(', ')}.`,
      'Write some more of it.',
    );
  });
});

test('clew explain of a running run, and of a killed one', async () => {
  const project = makeProject({
    'workflow.ts': `
import { Task } from 'clew';
@Task() export class Slow { async run() { console.log('at work'); await new Promise(() => setTimeout(() => {}, 60_000)); } }`,
  });
  const { child, ended, until } = project.start('run-workflow workflow.ts');
  await until('at work');
  const [{ id }] = (await project.json('clew runs')).runs;
  expect((await project.run(`clew explain ${id}`)).stdout).toMatch(
    /^The run of Slow was started on .* It is still at work\.\n$/,
  );
  child.kill('SIGKILL');
  await ended;
  expect((await project.run(`clew explain ${id}`)).stdout).toMatch(/It came to no end: its process was killed/);
});
