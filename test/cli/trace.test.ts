import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';
import { nightly } from './nightly.ts';

describe('clew bt', () => {
  let project: Project;
  let document: any;

  beforeAll(async () => {
    project = makeProject(nightly);
    document = await project.json('run-workflow workflow.ts --day 2026-11-01');
  });

  test('prints the trace frame by frame, each component run once', async () => {
    const { code, stdout, stderr } = await project.run(`clew bt ${document.outputIds[0]}`);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`${document.outputIds[0]}, machine M-17, came from 4 component runs`);
    const heads = lines.filter((line) => line.startsWith('#'));
    expect(heads[0]).toBe('#0  Nightly(day=2026-11-01) at workflow.ts:8');
    expect(
      heads
        .slice(1, 3)
        .map((head) => head.slice(2))
        .toSorted(),
    ).toEqual(['  Train(fold=0) at workflow.ts:5', '  Train(fold=1) at workflow.ts:5']);
    expect(heads[3]).toBe('#3  Load(day=2026-11-01) at workflow.ts:3');
    expect(lines[2]).toMatch(/^ {4}ran · 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d, took \d+ ms · cr-\w+$/);
    expect(lines[3]).toMatch(/^ {4}code \w+, not in git$/);
    expect(stdout).toMatch(/^ {4}models ← #[12] art-\w+\n {4}models ← #[12] art-\w+$/m);
    expect(stdout).toMatch(/^ {4}data ← #3 art-\w+$/m);
    expect(stdout).toMatch(/ · owner @ana · cr-/);
    expect(stdout).toMatch(/^ {4}auc 0\.6$/m);
  });

  test('gives JSON of the documented shape', async () => {
    const asked = document.outputIds[0];
    const { asked: answered, frames, edges } = await project.json(`clew bt ${asked}`);
    expect(answered).toBe(asked);
    expect(frames).toHaveLength(4);
    const [nightly] = frames;
    const ids = Object.fromEntries(
      frames.map(({ component, params, componentRun }: any) => [`${component}${params.fold ?? ''}`, componentRun]),
    );
    expect(nightly).toMatchObject({
      depth: 0,
      componentRun: document.nodes[0].componentRun,
      component: 'Nightly',
      status: 'ran',
      params: { day: '2026-11-01T00:00:00.000Z' },
      code: { place: 'workflow.ts:8', digest: expect.stringMatching(/^sha256:/) },
      git: { commit: null, dirty: null },
      startedAt: expect.anything(),
      ms: expect.any(Number),
      inputs: [
        { name: 'models', artifact: expect.stringMatching(/^art-/), from: ids['Train0'] },
        { name: 'models', artifact: expect.stringMatching(/^art-/), from: ids['Train1'] },
      ],
      outputs: [{ name: 'output', artifact: expect.stringMatching(/^art-/) }],
      owner: null,
    });
    expect(frames.map(({ depth }: any) => depth)).toEqual([0, 1, 1, 2]);
    expect(frames[3]).toMatchObject({ component: 'Load', owner: '@ana' });
    expect(edges.toSorted()).toEqual(
      [
        [ids['Nightly'], ids['Train0']],
        [ids['Nightly'], ids['Train1']],
        [ids['Train0'], ids['Load']],
        [ids['Train1'], ids['Load']],
      ].toSorted(),
    );
  });

  test('accepts a component run, an abbreviated id and a custom id', async () => {
    const load = document.nodes.find(({ task }: any) => task === 'Load');
    expect((await project.json(`clew bt ${load.componentRun}`)).frames).toHaveLength(1);
    expect((await project.json(`clew bt ${document.outputIds[0].slice(0, -1)}`)).asked).toBe(document.outputIds[0]);
    expect((await project.json('clew bt prediction-4711')).frames).toHaveLength(4);
    expect((await project.json('clew bt prediction')).frames).toHaveLength(4);
  });

  test('refuses an unknown id, a run, and no argument', async () => {
    const unknown = await project.run('clew bt out-zzzz');
    expect(unknown.stderr).toMatch(/^error Nothing on record is called "out-zzzz"\.\nNear or recent: .*out-.*\.\n$/);
    expect(unknown.code).toBe(2);
    expectMistake(
      await project.run(`clew bt ${document.run}`),
      `error ${document.run} names a run, and this needs an output id, a component run or an artifact.`,
      `clew show ${document.run} says more about it.`,
    );
    expectMistake(
      await project.run('clew bt Load'),
      'error Load names a component, and this needs an output id, a component run or an artifact.',
      'clew history Load lists its component runs.',
    );
    expectMistake(
      await project.run('clew bt'),
      'error clew bt needs an output id, an artifact or a component run.',
      'clew bt --help lists what there is.',
    );
  });

  test('refuses an ambiguous id', async () => {
    const { code, stderr } = await project.run('clew bt cr-');
    expect(stderr).toMatch(/^error Several ids begin with "cr-": cr-\w+(, cr-\w+){3}\.\nWrite some more of it\.\n$/);
    expect(code).toBe(2);
  });

  test('exits with 141 and prints no error when its output is closed', async () => {
    const { child, ended } = project.start(`clew bt ${document.outputIds[0]}`);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 141, stderr: '' });
  });
});
