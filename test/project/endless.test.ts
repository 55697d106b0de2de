import { describe, expect, it } from 'vitest';
import { makeProject } from '../support/project.ts';

describe('promises that never settle', () => {
  /** In a process of their own: a test's process never runs out of things to do. */
  it('fail their tasks, each by name, while the others finish', async () => {
    const project = makeProject({
      'workflow.ts': `
import { FromEach, Param, Task, Workflow } from 'clew';
@Task({ retries: { times: 1, backoff: '1 ms' } }) export class Wait {
  @Param() n!: number;
  async run() { return this.n < 2 ? await new Promise<number>(() => undefined) : this.n; }
}
@Workflow() export class All {
  @FromEach(Wait, () => [0, 1, 2, 3].map((n) => ({ n }))) all!: number[];
  run() { return this.all; }
}
`,
    });
    const { status, nodes } = await project.json('run-workflow workflow.ts All');
    expect(status).toBe('failed');
    const byNode = Object.fromEntries(nodes.map(({ node, ...rest }: { node: string }) => [node, rest]));
    expect(byNode).toMatchObject({
      'Wait(n=0)': { status: 'failed', attempts: 2, error: { code: 'NEVER_SETTLES' } },
      'Wait(n=1)': { status: 'failed', attempts: 2, error: { code: 'NEVER_SETTLES' } },
      'Wait(n=2)': { status: 'ran' },
      'Wait(n=3)': { status: 'ran' },
      All: { status: 'skipped' },
    });
  });
});
