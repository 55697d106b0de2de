import { userInfo } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';
import { nightly } from './nightly.ts';

const me = userInfo().username;
/** What is another one each time. */
const still = (text: string): string => text.replaceAll(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/g, 'then');

describe('clew flag, note and tag', () => {
  let project: Project;
  beforeAll(async () => {
    project = makeProject(nightly);
    await project.json('run-workflow workflow.ts --day 2026-11-01');
  });

  test('an output id is flagged, listed, shown and unflagged', async () => {
    const none = await project.run('clew flag');
    expect(none).toMatchObject({
      code: 0,
      stdout: 'No output is flagged. clew flag <output id> --because … flags one.\n',
    });
    const flagged = await project.run(['clew', 'flag', 'prediction', '--because', 'the sensor was broken']);
    expect(still(flagged.stdout)).toBe(`prediction-4711 is flagged: the sensor was broken, by ${me}, then\n`);
    expect(still((await project.run('clew flag')).stdout)).toBe(
      `prediction-4711  the sensor was broken, by ${me}, then\nclew review looks for what they have in common\n`,
    );
    expect((await project.run('clew show prediction-4711')).stdout).toMatch(/^flagged +the sensor was broken, by /m);
    expect((await project.json('clew show prediction-4711')).flags).toMatchObject([{ flagged: true, author: me }]);
    expect(still((await project.run('clew bt prediction')).stdout).split('\n')[1]).toBe(
      `  flagged the sensor was broken, by ${me}, then`,
    );
    const careful = new RegExp(`^Careful: ${me} said on .* that prediction-4711 is bad: the sensor was broken\\.\n\n“`);
    expect((await project.run('clew explain prediction')).stdout).toMatch(careful);
    const { runs } = await project.json('clew runs');
    expect((await project.run(`clew explain ${runs[0].id}`)).stdout).toMatch(/^Careful: .*\n\nThe run of Nightly /);
    expect((await project.json('clew bt prediction')).flag).toMatchObject({ because: 'the sensor was broken' });
    const back = await project.run('clew unflag prediction-4711');
    expect(still(back.stdout)).toBe(`prediction-4711 is not flagged any more: for no reason given, by ${me}, then\n`);
    expect((await project.json('clew flag')).flagged).toEqual([]);
    expect((await project.json('clew bt prediction')).flag).toBe(null);
    expect((await project.json('clew show prediction-4711')).flags).toHaveLength(2);
  });

  test('notes and tags of a component are recorded and printed', async () => {
    await project.run(['clew', 'note', 'Load', 'reads the plant', '--json']);
    await project.run('clew tag Load etl nightly');
    const { stdout } = await project.run('clew note Load');
    expect(still(stdout)).toBe(`Load component\ntags  #etl #nightly\nnote  reads the plant by ${me}, then\n`);
    expect((await project.run('clew components')).stdout).toMatch(/^Load .*#etl #nightly$/m);
    expect((await project.run('clew tag Nightly')).stdout).toBe('Nightly component\nnothing has been said of it\n');
  });

  test('missing arguments and unknown output ids are refused', async () => {
    expectMistake(
      await project.run('clew unflag'),
      'error clew unflag needs an output id.',
      'clew unflag --help lists what there is.',
    );
    expectMistake(
      await project.run('clew note'),
      'error clew note needs a component or an id.',
      'clew note --help lists what there is.',
    );
    const component = await project.run('clew flag Load');
    expect([component.code, component.stderr]).toEqual([
      2,
      'error Load names a component, and this needs an output id.\nclew history Load lists its component runs.\n',
    ]);
  });
});

test('clew flag and clew tag before the first run', async () => {
  const { run } = makeProject({});
  expect(await run('clew flag')).toMatchObject({ code: 0, stderr: '' });
  expect((await run('clew tag serve')).code).toBe(2);
});
