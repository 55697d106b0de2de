import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, Task, TaskContext, Workflow } from '../../src/index.ts';
import type { RunOptions } from '../../src/index.ts';
import { count, counts, scratch, statuses } from './scratch.ts';

@Task()
class Quick {
  run(): number {
    return 1;
  }
}
@Task({ retries: { times: 3, backoff: '1 ms' } })
class Waits {
  @Param() n = 0;
  @From(Quick) quick!: number;
  constructor(private readonly context: TaskContext) {}
  async run(): Promise<void> {
    count('Waits');
    const { signal } = this.context;
    const awake = setInterval(() => undefined, 1000);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    clearInterval(awake);
  }
}
@Workflow()
class Top {
  @FromEach(Waits, () => [{ n: 1 }, { n: 2 }]) all!: unknown[];
  run(): string {
    return 'done';
  }
}

describe('timeout of a run', () => {
  it('cancels running tasks, starts no others, and fails the run with the reason', async () => {
    const of = counts();
    const project = await scratch();
    const failed = await project.failing(Top, {}, { timeout: '4 s', concurrency: 1 });
    expect(failed).toMatchObject({
      code: 'RUN_FAILED',
      exitCode: 1,
      message: 'Top failed. The run took longer than its timeout of 4 s.',
    });
    expect(statuses(failed)).toEqual({
      Quick: 'ran',
      'Waits(n=1)': 'cancelled',
      'Waits(n=2)': 'skipped',
      Top: 'skipped',
    });
    expect(of('Waits')).toBe(1);
    expect(failed.report.nodes.find(({ node }) => node.label === 'Waits(n=2)')!.reason).toBe(
      'the run took longer than its timeout of 4 s',
    );
    const [recorded] = await project.ask((record) => record.runs());
    expect(recorded).toMatchObject({
      status: 'failed',
      error: 'The run took longer than its timeout of 4 s.',
      counts: { ran: 1, cancelled: 1, skipped: 2 },
    });
  });

  it('changes nothing when it is not reached, also when longer than timers can be', async () => {
    const project = await scratch();
    expect(await project.run(Quick, {}, { timeout: '1 h' })).toMatchObject({ status: 'succeeded', output: 1 });
    expect(await project.run(Quick, {}, { timeout: '365 days' })).toMatchObject({ status: 'succeeded', output: 1 });
  });

  it('leaves a cancelled run cancelled', async () => {
    const failed = await (await scratch()).failing(Top, {}, { timeout: '1 h', signal: AbortSignal.abort() });
    expect(failed).toMatchObject({ code: 'RUN_CANCELLED', exitCode: 130 });
  });

  it.each(['soon', '0 s', 30])('refuses the timeout %o', async (timeout) => {
    await expect((await scratch()).run(Quick, {}, { timeout } as RunOptions)).rejects.toMatchObject({
      code: 'BAD_TIMEOUT',
      exitCode: 2,
      message: `timeout is ${JSON.stringify(timeout)}, which is no duration longer than 0.`,
    });
  });
});
