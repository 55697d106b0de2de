import { describe, expect, it } from 'vitest';
import { From, FromEach, FromIf, Param, Task, TaskContext, Workflow, type Output } from '../../src/index.ts';
import { RunEmitter } from '../../src/scheduler/events.ts';
import { count, counts, scratch, statuses } from '../project/scratch.ts';

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume));

const order: string[] = [];

@Task()
class Link {
  @Param() n!: number;
  @FromIf(Link, (self: Link) => self.n > 0, (self: Link) => ({ n: self.n - 1 })) before?: number;
  run(): number {
    order.push(`Link ${this.n}`);
    return (this.before ?? 0) + 1;
  }
}

describe('order of execution', () => {
  it('follows the inputs', async () => {
    order.length = 0;
    const { output } = await (await scratch()).run(Link, { n: 50 });
    expect(output).toBe(51);
    expect(order).toEqual(Array.from({ length: 51 }, (_, n) => `Link ${n}`));
  });

  it('uses the whole concurrency, and no more', async () => {
    let running = 0;
    let most = 0;
    @Task()
    class Busy {
      @Param() n!: number;
      async run(): Promise<number> {
        most = Math.max(most, ++running);
        for (let i = 0; i < 3; i++) await turn();
        running -= 1;
        return this.n;
      }
    }
    @Workflow()
    class Wide {
      @FromEach(Busy, () => Array.from({ length: 60 }, (_, n) => ({ n }))) all!: number[];
      run(): number[] {
        return this.all;
      }
    }
    for (const concurrency of [1, 3, 17]) {
      most = 0;
      const { output } = await (await scratch()).run(Wide, {}, { concurrency });
      expect(output).toEqual(Array.from({ length: 60 }, (_, n) => n));
      expect(most).toBe(concurrency);
    }
  });

  it('does not change the order of results, which is that of the inputs', async () => {
    @Task()
    class Slow {
      @Param() turns!: number;
      async run(): Promise<number> {
        for (let i = 0; i < this.turns; i++) await turn();
        return this.turns;
      }
    }
    @Workflow()
    class All {
      @FromEach(Slow, () => [{ turns: 9 }, { turns: 0 }, { turns: 9 }, { turns: 4 }]) all!: number[];
      run(): number[] {
        return this.all;
      }
    }
    expect((await (await scratch()).run(All)).output).toEqual([9, 0, 9, 4]);
  });
});

describe('growing graph', () => {
  @Task()
  class Grow {
    @Param() n!: number;
    @From(Link, () => ({ n: 0 })) one!: number;
    @FromIf(Grow, (self: Grow) => self.n > self.one, (self: Grow) => ({ n: self.n - self.one })) next?: number;
    run(): number {
      count('Grow');
      return this.n + (this.next ?? 0);
    }
  }

  it('may grow a thousand times in sequence, and starts each task once', async () => {
    const of = counts();
    const project = await scratch();
    const { output, counts: sum } = await project.run(Grow, { n: 1000 });
    expect(output).toBe(500_500);
    expect(sum).toMatchObject({ total: 1001, ran: 1001 });
    expect(of('Grow')).toBe(1000);
    expect((await project.run(Grow, { n: 1000 })).counts).toMatchObject({ total: 1001, cached: 1001 });
  });

  it('has conditions and lists from data (@FromIf, @FromEach), and undefined for a false condition', async () => {
    @Task()
    class Sizes {
      run(): number[] {
        return [3, 1, 2];
      }
    }
    @Workflow()
    class Picks {
      @Param() least = 2;
      @From(Sizes) sizes!: Output<Sizes>;
      @FromEach(Link, (self: Picks) => self.sizes.map((n) => ({ n }))) all!: number[];
      @FromIf(Link, (self: Picks) => Math.max(...self.all) > 3, () => ({ n: 7 })) large?: number;
      @FromIf(Link, (self: Picks) => self.all.length > 5) many?: number;
      run(): unknown {
        return { all: this.all, large: this.large, many: this.many, has: 'many' in this && this.many !== undefined };
      }
    }
    const { output, nodes } = await (await scratch()).run(Picks);
    expect(output).toEqual({ all: [4, 2, 3], large: 8, many: undefined, has: false });
    // Links 0 to 7 once each, for all who want them.
    expect(nodes.filter(({ task }) => task === 'Link')).toHaveLength(8);
  });

  it('fails only the node whose mapping throws on data', async () => {
    @Workflow()
    class Trips {
      @From(Link, () => ({ n: 2 })) link!: number;
      @FromEach(Link, (self: Trips) =>
        'x'
          .repeat(self.link - 10)
          .split('')
          .map(() => ({ n: 1 })),
      )
      rest!: number[];
      run(): void {}
    }
    const failed = await (await scratch()).failing(Trips);
    expect(statuses(failed)).toEqual({ Trips: 'failed', 'Link(n=2)': 'ran', 'Link(n=1)': 'ran', 'Link(n=0)': 'ran' });
    expect(failed.message).toContain('The mapping of Trips.rest threw: Invalid count value: -7');
  });

  it('fails when a cycle appears, and prints it', async () => {
    @Task()
    class Round {
      @Param() n = 0;
      @From(Link, () => ({ n: 0 })) one!: number;
      @From(Round, (self: Round) => ({ n: (self.n + self.one) % 3 })) next!: number;
      run(): number {
        return 1;
      }
    }
    const failed = await (await scratch()).failing(Round);
    expect(failed.message).toContain('These tasks wait for each other: Round(n=2) → Round → Round(n=1) → Round(n=2).');
    expect(statuses(failed)).toEqual({
      Round: 'skipped',
      'Round(n=1)': 'skipped',
      'Round(n=2)': 'failed',
      'Link(n=0)': 'ran',
    });
  });
});

describe('nested workflows', () => {
  it('are tasks like any other', async () => {
    @Workflow()
    class Inner {
      @Param() n = 1;
      @From(Link) link!: number;
      run(): { value: number } {
        return { value: this.link };
      }
    }
    @Workflow()
    class Outer {
      @FromEach(Inner, () => [{ n: 3 }, { n: 4 }]) inner!: Output<Inner>[];
      @FromIf(Inner, (self: Outer) => self.inner.length === 2, () => ({ n: 4 })) again?: Output<Inner>;
      run(): number[] {
        return [...this.inner, this.again!].map(({ value }) => value);
      }
    }
    expect((await (await scratch()).run(Outer)).output).toEqual([4, 5, 5]);
  });
});

describe('events', () => {
  it('carry progress and logs of a running task', async () => {
    @Task()
    class Speaks {
      constructor(private readonly context: TaskContext) {}
      run(): void {
        this.context.progress(1, 2);
        this.context.logger.warn('half way');
        this.context.progress(2, 2);
      }
    }
    const events = new RunEmitter();
    const heard: unknown[] = [];
    events.on('nodeProgress', (event) => heard.push(event));
    events.on('nodeLog', (event) => heard.push(event));
    await (await scratch()).execute(Speaks, {}, { events });
    expect(heard).toEqual([
      { node: 'Speaks', done: 1, total: 2 },
      { node: 'Speaks', level: 'warn', text: 'half way' },
      { node: 'Speaks', done: 2, total: 2 },
    ]);
  });

  it('are emitted in order, and a listener that throws stops nothing', async () => {
    const events = new RunEmitter();
    const heard: string[] = [];
    events.on('runStarted', ({ target, nodes }) => heard.push(`start ${target} of ${nodes}`));
    events.on('nodeStarted', ({ node }) => heard.push(`+ ${node}`));
    events.on('nodeFinished', ({ node, status }) => heard.push(`- ${node} ${status}`));
    const off = events.on('nodeStarted', () => heard.push('never'));
    events.on('nodeStarted', () => {
      throw new Error('a broken terminal');
    });
    events.on('runFinished', ({ report }) => heard.push(`end ${report.status}`));
    off();
    const warned = new Promise((resolve) => process.once('warning', resolve));
    await (await scratch()).execute(Link, { n: 1 }, { events });
    expect(heard).toEqual([
      'start Link(n=1) of 2',
      '+ Link(n=0)',
      '- Link(n=0) ran',
      '+ Link(n=1)',
      '- Link(n=1) ran',
      'end succeeded',
    ]);
    expect(String(await warned)).toContain('A listener of "nodeStarted" threw');
  });
});
