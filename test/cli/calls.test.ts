import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const workflow = `
import { writeFile } from 'node:fs/promises';
import { Param, Task, lineage } from 'clew';

const grow = lineage.register(
  'grow',
  {
    inputs: (n: number) => ({ n: lineage.value(n) }),
    outputs: (next) => ({ next: lineage.value({ next }), big: lineage.value('y'.repeat(30_000)), file: 'out.txt' }),
    params: (n: number) => ({ n }),
  },
  async (n: number) => {
    await writeFile('out.txt', String(n));
    lineage.log('grown-' + n);
    return n + 1;
  },
);

@Task() export class Load { @Param() declare n: number; run() { return grow(this.n); } }
`;

describe('registered calls inside a task', () => {
  let project: Project;
  let runs: string[];
  let calls: string[];
  beforeAll(async () => {
    project = makeProject({ 'workflow.ts': workflow });
    runs = [];
    for (const n of [1, 2]) runs.push((await project.json(`run-workflow workflow.ts Load --n ${n}`)).run);
    calls = (await project.json('clew history grow')).runs.map(({ componentRun }: any) => componentRun);
  });

  test('clew show and clew artifacts cat print small values; of a large one the record has the digest only', async () => {
    const shown = await project.run(`clew show ${calls[0]}`);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/next {2}3$/m);
    expect(shown.stdout).toMatch(/big +30 kB .* not kept$/m);
    expect(JSON.parse((await project.run(`clew artifacts cat ${calls[0]}`)).stdout)).toEqual({ next: 3 });
    const large = await project.run('clew artifacts cat grow.big');
    expect([large.code, large.stderr]).toEqual([2, expect.stringContaining('write them to a file, and name that')]);
    expect(await project.json('clew artifacts path grow.big')).toMatchObject({ layer: 'value', place: null });
    expect(await project.json('clew artifacts verify')).toMatchObject({ checked: 4, bad: [] });
    const { used } = await project.json('clew du');
    expect(used.map(({ component, layer, artifacts }: any) => [component, layer, artifacts]).toSorted()).toEqual([
      ['Load', 'record', 2],
      ['grow', 'record', 2],
    ]);
  });

  test('clew impact of the task reaches the calls, and clew diff compares them', async () => {
    const [task] = (await project.json('clew history Load')).runs;
    const { stdout } = await project.run(`clew impact ${task.componentRun} --output-ids`);
    expect(stdout).toMatch(/^grown-2$/m);
    const diff = await project.run(['clew', 'diff', ...runs]);
    expect(diff.stdout).toContain('2 frames differ');
    expect(diff.stdout).toContain('n changed: from outside');
    expect(diff.stdout).not.toContain('cr-outside');
  });

  test('a call is stale once its own artifact was replaced, and not because of a call with other inputs', async () => {
    const [first] = (await project.json('clew bt grown-1')).frames;
    expect(first.stale).toMatchObject([{ kind: 'newer-self', newer: { componentRun: calls[0] } }]);
    const [second] = (await project.json('clew bt grown-2')).frames;
    expect(second.stale).toEqual([]);
    expect((await project.run('clew explain grown-1')).stdout).toContain('From outside came n (1).');
  });
});
