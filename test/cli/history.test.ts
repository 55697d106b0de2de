import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';

const train = (base: number) => `
import { Param, Task } from 'clew';
@Task({ modelFamily: 'classifier', owner: '@ana', doc: 'Fits a model' })
export class Train {
  @Param() epochs = 3;
  run() {
    if (process.env.BROKEN) throw new Error('loss is NaN');
    return { auc: ${base} + this.epochs / 100 };
  }
}
`;

describe('clew history', () => {
  let project: Project;

  beforeAll(async () => {
    project = makeProject({ 'train.ts': train(0.5) });
    await project.run('run-workflow train.ts');
    project.write({ 'train.ts': train(0.6) });
    await project.run('run-workflow train.ts');
    await project.run('run-workflow train.ts --epochs 5');
    await project.run('run-workflow train.ts --epochs 5');
    await project.run('run-workflow train.ts --epochs 7', { env: { BROKEN: '1' } });
  });

  test('lists the runs of a component, newest first, with metrics and changes', async () => {
    const { code, stdout, stderr } = await project.run('clew history Train');
    expect([code, stderr]).toEqual([0, '']);
    const plain = stdout
      .replaceAll(/cr-\w+/g, 'cr')
      .replaceAll(/2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d, took \d+ ms/g, 'TIME');
    expect(plain).toBe(`Train  classifier · owner @ana · Fits a model
auc  ▁▇█   0.53 to 0.65, last 0.65

failed  TIME  cr
  Train(epochs=7)
  loss is NaN
  parameter epochs changed: 5 → 7 (since Train(epochs=5))

ran  TIME  cr  found again last
  Train(epochs=5)
  auc 0.65 (+0.02)
  parameter epochs changed: 3 → 5 (since Train)

ran  TIME  cr
  Train
  auc 0.63 (+0.1)
  code changed: train.ts

ran  TIME  cr
  Train
  auc 0.53
  never ran before
`);
  });

  test('gives pages, cached runs with --cached, and JSON', async () => {
    const first = await project.json('clew history Train --limit 2');
    expect(first).toMatchObject({ component: 'Train', page: 1, more: true });
    expect(first.runs[1]).toMatchObject({
      componentRun: expect.stringMatching(/^cr-/),
      run: expect.stringMatching(/^run-/),
      node: 'Train(epochs=5)',
      status: 'ran',
      params: { epochs: 5 },
      metrics: { auc: 0.65 },
      error: null,
      comparedWith: { node: 'Train' },
      changes: { code: null, params: [{ name: 'epochs', secret: false, from: 3, to: 5 }], inputs: [] },
    });
    const second = await project.json('clew history Train --limit 2 --page 2');
    expect([second.runs.length, second.more]).toEqual([2, false]);
    const all = await project.json('clew history Train --cached');
    expect(all.runs.map(({ status }: any) => status)).toEqual(['failed', 'cached', 'ran', 'ran', 'ran']);
    // On a page, what it was compared with may be on the next.
    const { stdout } = await project.run('clew history Train --limit 3');
    expect(stdout).toContain('\n  auc 0.63 (+0.1)\n');
    expect(stdout).toContain('\n… more by --page 2\n');
    expect((await project.run('clew history Train --page 9')).stdout).toContain('\nThere is no page 9.\n');
  });

  test('suggests a name for an unknown component, and needs one', async () => {
    expectMistake(
      await project.run('clew history Trian'),
      'error No component "Trian" is on record. Did you mean Train?',
      'clew components lists them.',
    );
    expect((await project.run('clew history')).stderr).toContain('clew history needs a component.');
  });

  test('fits into 40 columns, and is ASCII without UTF-8', async () => {
    const { stdout } = await project.run('clew history Train', { env: { COLUMNS: '40', LC_ALL: 'C' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]*$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(stdout).toContain('\nauc  _*#   0.53 to 0.65, last 0.65\n');
  });
});
