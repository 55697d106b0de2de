import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const train = (value: number) => `
import { Task } from 'clew';
@Task() export class Train { run() { return ${value}; } }
`;

describe('tasks of the same name', () => {
  test('a run warns about two tasks of the same name, clew history shows their files, and each is compared with its own past', async () => {
    const project = makeProject({ 'a.ts': train(1), 'b.ts': train(2) });
    expect((await project.run('run-workflow a.ts Train')).stderr).not.toContain('same name');
    const other = await project.run('run-workflow b.ts Train');
    expect(other.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'same name Train is the name of two tasks, at b.ts:3 and at a.ts:3, and the record takes them for one. ' +
        "Give one of them a name of its own: @Task({ name: 'OtherTrain' }).",
    );
    const { runs } = await project.json('clew history Train');
    expect(runs).toMatchObject([
      { place: 'b.ts:3', reason: 'never ran before' },
      { place: 'a.ts:3', reason: 'never ran before' },
    ]);
    const { stdout } = await project.run('clew history Train');
    expect(stdout).toMatch(/Train {2}b\.ts:3[^]*Train {2}a\.ts:3/);

    // Each goes on with its own past.
    project.write({ 'a.ts': train(3) });
    const { nodes } = await project.json('run-workflow a.ts Train');
    expect(nodes).toMatchObject([{ reason: 'code changed: a.ts' }]);
  });

  test('a moved task keeps its past, and a task with another name causes no warning', async () => {
    const project = makeProject({ 'a.ts': train(1) });
    await project.run('run-workflow a.ts Train');
    project.write({ 'a.ts': 'export const nothing = 1;', 'b.ts': train(2) });
    const moved = await project.json('run-workflow b.ts Train');
    expect(moved.nodes).toMatchObject([{ reason: expect.stringContaining('code changed') }]);

    project.write({ 'c.ts': train(3).replace('@Task()', `@Task({ name: 'OtherTrain' })`) });
    const named = await project.run('run-workflow c.ts OtherTrain');
    expect(named).toMatchObject({ code: 0, stderr: expect.not.stringContaining('same name') });
  });
});
