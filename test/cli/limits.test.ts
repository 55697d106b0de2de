import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const workflow = `
import { FromEach, Param, Task, TaskContext, Workflow } from 'clew';
@Task({ limits: { gpu: 1, 'warehouse-connections': 2 } }) export class Train {
  @Param() fold!: number;
  run() { return this.fold; }
}
@Workflow() export class Top {
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) all!: number[];
  run() { return this.all.length; }
}
`;
const config = (limits: string): string =>
  `export default { limits: ${limits}, profiles: { laptop: { limits: { gpu: 0 } } } };`;

describe('limits', () => {
  const project = makeProject({
    'w.ts': workflow,
    'clew.config.ts': config("{ gpu: 1, 'warehouse-connections': 3 }"),
  });

  const { run, json } = project;

  test('--dry-run prints the limits of each node, and --verbose the nodes that wait for them', async () => {
    const dry = await run('run-workflow w.ts --dry-run');
    expect(dry.stdout).toMatch(/^run +Train\(fold=0\) +never ran.*; takes 1 gpu, 2 warehouse-connections$/m);
    const { nodes } = await json('run-workflow w.ts --dry-run');
    expect(nodes.map(({ task, limits }: any) => [task, limits])).toEqual(
      expect.arrayContaining([
        ['Train', { gpu: 1, 'warehouse-connections': 2 }],
        ['Top', undefined],
      ]),
    );
    const ran = await run('run-workflow w.ts --verbose');
    expect(ran.stderr).toContain(
      'waiting for gpu, warehouse-connections, held by other nodes of this run: Train(fold=1)',
    );
    expect(ran.code).toBe(0);
    expect((await run('run-workflow w.ts --dry-run')).stdout).not.toContain('takes');
    expect(await json('clew runs')).toMatchObject({ leases: [], limits: [] });
  });

  test('refuses before anything runs a task that takes more than the profile has, or an unknown limit', async () => {
    const small = await run('run-workflow w.ts --profile laptop --force');
    expect(small).toMatchObject({ code: 2, stdout: '' });
    expect(small.stderr).toContain(
      'Top → Train takes 1 of the limit gpu, and the settings of the profile laptop have 0.',
    );
    project.write({ 'clew.config.ts': config('{ gpus: 1 }') });
    const unknown = await run('run-workflow w.ts');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("which the settings of the profile local don't have. Did you mean gpus?");
    expect(unknown.stderr).toContain('Add it to clew.config.ts');
  });
});
