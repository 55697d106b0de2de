import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, Task, TaskContext, Workflow, type Output } from '../../src/index.ts';
import { RunEmitter } from '../../src/scheduler/events.ts';
import { count, counts, scratch, statuses } from '../project/scratch.ts';

let broken = true;

@Task()
class Fragile {
  @Param() n = 0;
  run(): number {
    count('Fragile');
    if (broken && this.n === 1) throw new TypeError('no such machine');
    return this.n;
  }
}
@Task()
class After {
  @Param() n = 0;
  @From(Fragile) before!: number;
  run(): number {
    return this.before * 10;
  }
}
@Workflow()
class All {
  @FromEach(After, () => [{ n: 0 }, { n: 1 }, { n: 2 }]) all!: number[];
  run(): number[] {
    return this.all;
  }
}

describe('failure of a task', () => {
  it('skips the nodes that depend on it, lets the others finish, and only they run again', async () => {
    broken = true;
    const of = counts();
    const project = await scratch();
    const failed = await project.failing(All);
    expect(failed).toMatchObject({ code: 'RUN_FAILED', exitCode: 1 });
    expect(failed.message).toBe('All failed. Fragile(n=1) failed: no such machine.');
    expect(statuses(failed)).toEqual({
      All: 'skipped',
      After: 'ran',
      'After(n=1)': 'skipped',
      'After(n=2)': 'ran',
      Fragile: 'ran',
      'Fragile(n=1)': 'failed',
      'Fragile(n=2)': 'ran',
    });
    const reasons = Object.fromEntries(failed.report.nodes.map(({ node, reason }) => [node.label, reason]));
    expect(reasons).toMatchObject({ 'After(n=1)': 'Fragile(n=1) failed', All: 'After(n=1) was skipped' });

    const { runs, details } = await project.ask(async (record) => {
      const [newest] = await record.runs();
      return { runs: newest!, details: await record.run(newest!.id) };
    });
    expect(runs).toMatchObject({
      status: 'failed',
      error: 'no such machine',
      counts: { failed: 1, skipped: 2, ran: 4 },
    });
    const row = details.nodes.find(({ status }) => status === 'failed');
    expect(row).toMatchObject({
      node: 'Fragile(n=1)',
      error: { name: 'TypeError', at: { file: expect.stringContaining('failure.test.ts') } },
    });

    broken = false;
    expect(await project.run(All)).toMatchObject({ output: [0, 10, 20], counts: { ran: 3, cached: 4 } });
    expect(of('Fragile')).toBe(4);
  });

  it('ends the run with failFast, and nodes that never started are skipped and not recorded', async () => {
    @Task()
    class One {
      @Param() n!: number;
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<number> {
        count('One');
        if (this.n === 0) throw new Error('at once');
        await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
        return this.n;
      }
    }
    @Workflow()
    class Many {
      @FromEach(One, () => Array.from({ length: 100 }, (_, n) => ({ n }))) all!: number[];
      run(): void {}
    }
    const of = counts();
    const project = await scratch();
    const { report } = await project.failing(Many, {}, { failFast: true, concurrency: 1 });
    expect(report.nodes[1]).toMatchObject({ status: 'failed' });
    // One was under way when the failure was committed.
    expect(of('One')).toBe(2);
    expect(report.counts).toMatchObject({ total: 101, failed: 1, cancelled: 1, skipped: 99 });
    expect(report.nodes.at(-1)!.reason).toBe('One(n=0) failed and --fail-fast was asked for');
    const { nodes } = await project.ask((record) => record.run(report.run));
    expect(nodes.map(({ status }) => status)).toEqual(['failed', 'cancelled']);
  });

  it('skips a chain of twenty thousand dependent nodes', async () => {
    @Task()
    class Long {
      @Param() n!: number;
      @FromEach(Long, (self: Long) => (self.n > 0 ? [{ n: self.n - 1 }] : [])) before!: number[];
      run(): number {
        throw new Error('the first one');
      }
    }
    const { report } = await (await scratch()).failing(Long, { n: 20_000 });
    expect(report.counts).toMatchObject({ failed: 1, skipped: 20_000 });
  });

  it('includes an output that cannot be stored', async () => {
    @Task()
    class Odd {
      run(): unknown {
        return { model: { predict: () => 1 } };
      }
    }
    const failed = await (await scratch()).failing(Odd);
    expect(failed.message).toContain("model.predict in the returned value can't be kept: it is a function");
  });
});

describe('retries', () => {
  @Task({ retries: { times: 3, backoff: '1 ms' } })
  class Flaky {
    @Param() good!: number;
    constructor(private readonly context: TaskContext) {}
    run(): number {
      if (count('Flaky') < this.good) throw new Error(`attempt ${this.context.attempt} of many`);
      return this.context.attempt;
    }
  }

  it('retry until the task succeeds, and record each attempt', async () => {
    const of = counts();
    const project = await scratch();
    const events = new RunEmitter();
    const retrying: number[] = [];
    events.on('nodeRetrying', ({ attempt }) => retrying.push(attempt));
    const { run, nodes } = await project.execute(Flaky, { good: 3 }, { events });
    expect(nodes[0]).toMatchObject({ status: 'ran', attempts: 3 });
    expect(of('Flaky')).toBe(3);
    expect(retrying).toEqual([1, 2]);
    const recorded = (await project.ask((record) => record.run(run))).nodes;
    expect(recorded.map(({ status, attempt }) => [status, attempt])).toEqual([
      ['failed', 1],
      ['failed', 2],
      ['ran', 3],
    ]);
  });

  it('end after as many as retries says', async () => {
    const of = counts();
    const failed = await (await scratch()).failing(Flaky, { good: 99 });
    expect(failed.message).toContain('attempt 4 of many');
    expect(of('Flaky')).toBe(4);
  });
});

describe('timeout of a task', () => {
  it('fails the attempt and aborts its signal, and the next attempt has its own timeout', async () => {
    let aborted: unknown;
    @Task({ timeout: '30 ms', retries: { times: 1, backoff: '1 ms' } })
    class Slow {
      constructor(private readonly context: TaskContext) {}
      run(): Promise<number> | number {
        const { signal, attempt } = this.context;
        if (attempt === 2) return attempt;
        signal.addEventListener('abort', () => (aborted = signal.reason));
        return new Promise(() => undefined);
      }
    }
    const { output, nodes } = await (await scratch()).run(Slow);
    expect(output).toBe(2);
    expect(nodes[0]).toMatchObject({ attempts: 2 });
    expect(aborted).toMatchObject({ code: 'TIMED_OUT' });
  });
});

describe('cancellation', () => {
  let listens = true;
  let heard = Promise.withResolvers<void>();
  @Task()
  class Quick {
    run(): number {
      return 1;
    }
  }
  @Task()
  class Waits {
    @From(Quick) quick!: Output<Quick>;
    constructor(private readonly context: TaskContext) {}
    async run(): Promise<string> {
      count('Waits');
      heard.resolve();
      if (!listens) return 'whole';
      await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
      return 'half of it';
    }
  }
  @Workflow()
  class Top {
    @From(Waits) waits!: string;
    run(): string {
      return this.waits;
    }
  }

  it('aborts running tasks, keeps results from before, and discards those that come after', async () => {
    listens = true;
    heard = Promise.withResolvers();
    const of = counts();
    const project = await scratch();
    const cancel = new AbortController();
    const running = project.failing(Top, {}, { signal: cancel.signal });
    await heard.promise;
    cancel.abort();
    const failed = await running;
    expect(failed).toMatchObject({ code: 'RUN_CANCELLED', exitCode: 130 });
    expect(statuses(failed)).toEqual({ Quick: 'ran', Waits: 'cancelled', Top: 'skipped' });
    const [summary] = await project.ask((record) => record.runs());
    expect(summary).toMatchObject({ status: 'cancelled', counts: { ran: 1, cancelled: 1, skipped: 1 } });

    listens = false;
    expect(await project.run(Top)).toMatchObject({ output: 'whole', counts: { ran: 2, cached: 1 } });
    expect(of('Waits')).toBe(2);
  });

  it('before the start runs nothing', async () => {
    const of = counts();
    const project = await scratch();
    const failed = await project.failing(Top, {}, { signal: AbortSignal.abort() });
    expect(statuses(failed)).toEqual({ Quick: 'skipped', Waits: 'skipped', Top: 'skipped' });
    expect(of('Waits')).toBe(0);
    expect((await project.ask((record) => record.runs()))[0]).toMatchObject({ status: 'cancelled' });
  });

  it('after the end changes nothing', async () => {
    listens = false;
    const cancel = new AbortController();
    const project = await scratch();
    const { run } = await project.run(Top, {}, { signal: cancel.signal });
    cancel.abort();
    expect(await project.ask((record) => record.run(run))).toMatchObject({ status: 'succeeded' });
  });

  it('ends the pause between retries', async () => {
    @Task({ retries: { times: 5, backoff: '1 h' } })
    class Fails {
      run(): void {
        throw new Error('as always');
      }
    }
    const cancel = new AbortController();
    const events = new RunEmitter();
    events.on('nodeRetrying', () => cancel.abort());
    const report = await (await scratch()).execute(Fails, {}, { events, signal: cancel.signal });
    expect(report).toMatchObject({ status: 'cancelled', counts: { total: 1, ran: 0, cached: 0 } });
  });
});
