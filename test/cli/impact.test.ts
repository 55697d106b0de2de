import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';
import { nightly } from './nightly.ts';

describe('clew impact', () => {
  let project: Project;
  let ids: { [node: string]: string };
  let own: string;

  beforeAll(async () => {
    project = makeProject(nightly);
    const { nodes, outputIds } = await project.json('run-workflow workflow.ts --day 2026-11-01');
    ids = Object.fromEntries(nodes.map(({ node, componentRun }: any) => [node, componentRun]));
    own = outputIds.find((id: string) => id.startsWith('out-'));
  });

  test('lists the component runs that used a component run, nearest first, with their output ids', async () => {
    const load = ids['Load(day=2026-11-01)']!;
    const { code, stdout, stderr } = await project.run(`clew impact ${load}`);
    expect([code, stderr]).toEqual([0, '']);
    const [head, start, first, second, last, ...rest] = stdout.split('\n');
    expect(head).toBe(`${load} and what came of it:`);
    expect(start).toMatch(/^Load\(day=2026-11-01\) {2}ran {2}2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d {2}cr-\w+ {2}itself$/);
    expect([first, second].map((line) => line!.split('  ')[0]).toSorted()).toEqual([
      'Train(day=2026-11-01, fold=0)',
      'Train(day=2026-11-01, fold=1)',
    ]);
    expect(last).toContain(`Nightly(day=2026-11-01)  ran  `);
    expect(rest.slice(0, 2).toSorted()).toEqual([
      expect.stringMatching(/^ {2}→ out-\w+$/),
      '  → prediction-4711  machine M-17',
    ]);
    expect(rest.slice(2)).toEqual([
      '3 component runs and 2 output ids came of it: 2 Train, 1 Nightly',
      `clew impact --output-ids ${load} lists them all`,
      '',
    ]);
  });

  test('gives pages, and the output ids only with --output-ids', async () => {
    const load = ids['Load(day=2026-11-01)']!;
    const { stdout } = await project.run(`clew impact ${load} --limit 2`);
    expect(stdout.split('\n').slice(3)).toEqual([
      '… and 2 more; --page 2, or --limit 4 for all',
      '3 component runs and 2 output ids came of it: 2 Train, 1 Nightly',
      `clew impact --output-ids ${load} lists them all`,
      '',
    ]);
    expect((await project.run(`clew impact ${load} --limit 2 --page 2`)).stdout).toContain('Nightly(day=2026-11-01)');
    expect((await project.run(`clew impact ${load} --limit 2 --page 3`)).stdout).toContain('There is no page 3.');
    const listed = await project.run(`clew impact ${load} --output-ids`);
    expect(listed.stdout.split('\n').toSorted()).toEqual(['', own, 'prediction-4711  machine M-17']);
    expect(listed.stderr).toBe('');
    const one = await project.run(`clew impact ${load} --output-ids --limit 1`);
    expect([one.stdout.split('\n').length, one.stderr]).toEqual([2, '… more by --page 2\n']);
  });

  test('gives JSON of the documented shape', async () => {
    const train = ids['Train(day=2026-11-01, fold=1)']!;
    const answer = await project.json(`clew impact ${train}`);
    expect(answer).toEqual({
      asked: train,
      start: { kind: 'component run', id: train },
      componentRuns: [
        expect.objectContaining({
          componentRun: train,
          isStart: true,
          node: 'Train(day=2026-11-01, fold=1)',
          outputIds: 0,
          some: [],
        }),
        {
          componentRun: ids['Nightly(day=2026-11-01)'],
          isStart: false,
          component: 'Nightly',
          node: 'Nightly(day=2026-11-01)',
          status: 'ran',
          run: expect.stringMatching(/^run-/),
          endedAt: expect.stringMatching(/^20.*Z$/),
          outputIds: 2,
          some: [
            { id: own, label: null },
            { id: 'prediction-4711', label: 'machine M-17' },
          ],
        },
      ],
      page: 1,
      more: false,
      counts: {
        componentRuns: 1,
        outputIds: 2,
        byComponent: {
          Train: { componentRuns: 0, outputIds: 0 },
          Nightly: { componentRuns: 1, outputIds: 2 },
        },
      },
    });
    const { outputIds, more } = await project.json(`clew impact ${train} --output-ids --limit 1`);
    expect([outputIds.length, more]).toEqual([1, true]);
    const none = await project.json(`clew impact ${train} --output-ids --page 9 --limit 5`);
    expect(none).toMatchObject({ outputIds: [], page: 9, more: false });
  });

  test('says when no component run used it', async () => {
    const { stdout } = await project.run('clew impact prediction');
    expect(stdout).toMatch(/\n {2}→ prediction-4711 {2}machine M-17\n/);
    expect(stdout).toMatch(/\nNo component run and 2 output ids came of it\n/);
  });

  test('accepts a version of the code, and lists the versions for an unknown one', async () => {
    const { frames } = await project.json(`clew bt prediction-4711`);
    const digest = frames.find(({ component }: any) => component === 'Load').code.digest.slice(7, 17);
    const { stdout } = await project.run(`clew impact Load@${digest.slice(0, 6)}`);
    expect(stdout).toContain(`Load@${digest} and what came of it:`);
    expect(stdout).toContain('3 component runs and 2 output ids came of it: 2 Train, 1 Nightly');
    expectMistake(
      await project.run('clew impact Load@zz'),
      'error Load has not run by code that begins with "zz".',
      expect.stringMatching(new RegExp(`^There is: Load@${digest} \\(1 component run, last 2.*\\)\\.$`)) as never,
    );
    expectMistake(
      await project.run('clew impact Load'),
      'error Load is a component, and has run by 1 version of its code.',
      expect.stringMatching(new RegExp(`^Name one: Load@${digest} `)) as never,
    );
  });

  test('refuses an unknown id, an ambiguous one, and none', async () => {
    expect((await project.run('clew impact out-zzzz')).stderr).toContain(
      'Nothing on record is called "out-zzzz".\nNear or recent: ',
    );
    const { stderr, code } = await project.run('clew impact cr-');
    expect(stderr).toMatch(/^error Several ids begin with "cr-": cr-\w+/);
    expect(code).toBe(2);
    expectMistake(
      await project.run('clew impact'),
      'error clew impact needs an id or a component@code.',
      'clew impact --help lists what there is.',
    );
  });

  test('fits into 40 columns, and is ASCII without UTF-8', async () => {
    const { stdout } = await project.run(`clew impact ${ids['Load(day=2026-11-01)']} --limit 4`, {
      env: { COLUMNS: '40', LANG: 'C' },
    });
    expect(stdout).toMatch(/\n {2}-> prediction-4711 {2}machine M-17\n/);
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]*$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('exits with 141 and prints no error when its output is closed', async () => {
    const { child, ended } = project.start(`clew impact ${ids['Load(day=2026-11-01)']}`);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 141, stderr: '' });
  });
});

test('clew impact accepts an output id that is also the name of a component', async () => {
  const project = makeProject({
    'serve.ts': `
import { Task, TaskContext } from 'clew';
@Task()
export class Serve {
  constructor(private readonly context: TaskContext) {}
  run() {
    return this.context.outputId({ id: 'Serve' });
  }
}`,
  });
  await project.run('run-workflow serve.ts');
  expect((await project.run('clew impact Serve --output-ids')).stdout.split('\n')).toContain('Serve');
});

test('clew impact says when nothing was recorded yet', async () => {
  const project = makeProject({});
  expect((await project.run('clew impact out-1')).stderr).toContain('Nothing has been recorded here yet');
});

test('clew impact refuses an ambiguous version of the code', async () => {
  const task = (rows: number): string => `import { Task } from 'clew';
@Task() export class Load { run() { return ${rows}; } }`;
  const project = makeProject({ 'load.ts': task(1) });
  await project.run('run-workflow load.ts');
  project.write({ 'load.ts': task(2) });
  await project.run('run-workflow load.ts');
  expectMistake(
    await project.run('clew impact Load@sha256:'),
    'error Several versions of the code of Load begin with "sha256:".',
    expect.stringMatching(/^Write some more of it: Load@\w+ \(1 component run, last .*\), Load@\w+ \(/) as never,
  );
});
