import { describe, expect, it } from 'vitest';
import { From, FromEach, FromIf, Param, Task, TaskContext, Workflow } from '../../src/index.ts';
import type { Artifact } from '../../src/index.ts';
import { count, counts, scratch, statuses } from '../project/scratch.ts';

/** Which of them fail at the moment. */
let bad: number[] = [];

@Task()
class Load {
  @Param() n!: number;
  run(): number {
    if (bad.includes(-this.n)) throw new Error('no such file');
    return this.n;
  }
}
@Task()
class Validate {
  @Param() n!: number;
  @From(Load) loaded!: number;
  run(): number {
    count('Validate');
    if (bad.includes(this.n)) throw new Error(`fold ${this.n} is empty\nand more lines`);
    return this.n * 10;
  }
}
const each = (total: number) => () => Array.from({ length: total }, (_, n) => ({ n: n + 1 }));

@Workflow()
class Nightly {
  @FromEach(Validate, each(5), { tolerate: 2 }) scores!: number[];
  run(): number[] {
    count('Nightly');
    return this.scores;
  }
}
@Workflow()
class Share {
  @FromEach(Validate, each(5), { tolerate: '50 %' }) scores!: number[];
  run(): number[] {
    return this.scores;
  }
}
@Workflow()
class All {
  @FromEach(Validate, each(5), { tolerate: '100 %' }) scores!: number[];
  run(): number[] {
    return this.scores;
  }
}

describe('tolerate', () => {
  it('gives the succeeded results of a fan-out in order, and reports the failed ones', async () => {
    bad = [2, -4];
    const project = await scratch();
    const { output, counts: numbers, tolerated, nodes, run } = await project.run(Nightly);
    expect(output).toEqual([10, 30, 50]);
    expect(numbers).toEqual({ total: 11, ran: 8, cached: 0, failed: 2, skipped: 1 });
    const failures = {
      by: 'Nightly.scores',
      task: 'Validate',
      of: 5,
      failed: 2,
      nodes: expect.arrayContaining([
        { node: 'Validate(n=2)', error: 'fold 2 is empty' },
        { node: 'Validate(n=4)', error: 'Load(n=4) failed: no such file' },
      ]),
    };
    expect(tolerated).toEqual([failures]);
    expect(nodes.filter((node) => node.tolerated).map(({ node }) => node)).toEqual([
      'Validate(n=2)',
      'Validate(n=4)',
      'Load(n=4)',
    ]);
    expect(await project.ask((record) => record.run(run))).toMatchObject({
      status: 'succeeded',
      error: null,
      tolerated: [failures],
    });
    const made = nodes[0]!.componentRun!;
    const { inputs } = await project.ask((record) => record.componentRun(made));
    expect(inputs.map(({ name }) => name)).toEqual(['scores', 'scores', 'scores']);
  });

  it('fails as soon as too many failed, and reports how many in the end', async () => {
    bad = [1, 2, 3, 5];
    const project = await scratch();
    const failed = await project.failing(Nightly);
    expect(failed.message).toMatch(/^Nightly failed\. Validate\(n=\d\) failed: fold \d is empty/);
    expect(failed.report.target).toMatchObject({
      status: 'skipped',
      reason: '4 of 5 Validate failed, at most 2 are tolerated',
    });
    expect(failed.report.counts).toMatchObject({ ran: 6, failed: 4, skipped: 1 });
    expect(failed.report.tolerated).toEqual([]);
  });

  it('rounds a share down', async () => {
    bad = [1, 2];
    expect((await (await scratch()).run(Share)).output).toEqual([30, 40, 50]);
    bad = [1, 2, 3];
    const failed = await (await scratch()).failing(Share);
    expect(failed.report.target.reason).toBe('3 of 5 Validate failed, at most 2 are tolerated');
  });

  it('gives an empty list when all failed and all may fail', async () => {
    bad = [1, 2, 3, 4, 5];
    expect(await (await scratch()).run(All)).toMatchObject({ output: [], counts: { ran: 6, failed: 5 } });
  });

  it('runs the failed ones again, and their owner only with changed inputs', async () => {
    bad = [2];
    const of = counts();
    const project = await scratch();
    await project.run(Nightly);
    const again = await project.run(Nightly);
    expect(again).toMatchObject({ output: [10, 30, 40, 50], counts: { ran: 0, cached: 10, failed: 1 } });
    expect(again.tolerated).toMatchObject([{ failed: 1 }]);
    expect(of('Validate')).toBe(6);
    expect(of('Nightly')).toBe(1);
    bad = [];
    const whole = await project.run(Nightly);
    expect(whole).toMatchObject({ output: [10, 20, 30, 40, 50], counts: { ran: 2, cached: 9, failed: 0 } });
    expect(whole).not.toHaveProperty('tolerated');
    expect(whole.nodes[0]!.reason).toContain('input scores changed: 5 values instead of 4');
    bad = [4];
    expect((await project.run(Nightly, {}, { forceFrom: ['Validate'] })).output).toEqual([10, 20, 30, 50]);
  });

  it('works with handles, and 0 tolerates nothing', async () => {
    @Workflow()
    class Handles {
      @FromEach.artifact(Validate, each(3), { tolerate: 1 }) scores!: Artifact<number>[];
      async run(): Promise<number[]> {
        return Promise.all(this.scores.map((score) => score.read()));
      }
    }
    @Workflow()
    class Strict {
      @FromEach(Validate, each(3), { tolerate: 0 }) scores!: number[];
      run(): void {}
    }
    bad = [1];
    expect((await (await scratch()).run(Handles)).output).toEqual([20, 30]);
    const strict = await (await scratch()).failing(Strict);
    expect(strict.report.target.reason).toBe('Validate(n=1) failed');
  });

  it('lets the graph grow from the succeeded results', async () => {
    @Task()
    class Publish {
      @Param() score!: number;
      run(): string {
        return `published ${this.score}`;
      }
    }
    @Workflow()
    class Growing {
      @FromEach(Validate, each(4), { tolerate: '25 %' }) scores!: number[];
      @FromEach(Publish, (self: Growing) => self.scores.map((score) => ({ score })), { tolerate: 1 }) out!: string[];
      @FromIf(Publish, (self: Growing) => self.out.length === 3, () => ({ score: 0 })) all?: string;
      run(): unknown {
        return [this.out, this.all];
      }
    }
    bad = [3];
    expect((await (await scratch()).run(Growing)).output).toEqual([
      ['published 10', 'published 20', 'published 40'],
      'published 0',
    ]);
  });

  it('includes a mapping that throws for one of them', async () => {
    @Task()
    class Picky {
      @Param() n!: number;
      @From(Load) loaded!: number;
      @FromEach(Validate, (self: Picky) => {
        if (self.loaded === 2) throw new Error('not this one');
        return [];
      })
      none!: number[];
      run(): number {
        return this.n;
      }
    }
    @Workflow()
    class Top {
      @FromEach(Picky, each(3), { tolerate: 1 }) all!: number[];
      run(): number[] {
        return this.all;
      }
    }
    bad = [];
    const project = await scratch();
    expect((await project.run(Top)).output).toEqual([1, 3]);
    expect((await project.run(Top)).output).toEqual([1, 3]);
    const planned = await project.rehearse(Top);
    expect(planned.map(({ node, action, reason }) => [node.label, action, reason])).toMatchObject([
      ['Top', 'cached', expect.anything()],
      ['Picky(n=1)', 'cached', expect.anything()],
      ['Picky(n=2)', 'run', 'will fail: The mapping of Picky.none threw: not this one.'],
      ['Picky(n=3)', 'cached', expect.anything()],
      ...[1, 2, 3].map((n) => [`Load(n=${n})`, 'cached', expect.anything()]),
    ]);
  });

  it('does not tolerate a failure that another input needs', async () => {
    @Workflow()
    class Both {
      @FromEach(Validate, each(3), { tolerate: 1 }) some!: number[];
      @From(Validate, () => ({ n: 2 })) one!: number;
      run(): void {}
    }
    bad = [2];
    const failed = await (await scratch()).failing(Both);
    expect(failed.message).toContain('Both failed. Validate(n=2) failed: fold 2 is empty');
    expect(statuses(failed)).toMatchObject({ Both: 'skipped', 'Validate(n=1)': 'ran' });
  });

  it('does not trigger --fail-fast', async () => {
    bad = [1, 2];
    const project = await scratch();
    expect((await project.run(Nightly, {}, { failFast: true })).output).toEqual([30, 40, 50]);
    bad = [1, 2, 3];
    const failed = await (await scratch()).failing(Nightly, {}, { failFast: true, concurrency: 1 });
    expect(failed.report.target.reason).toBe('3 of 5 Validate failed, at most 2 are tolerated');
  });

  it('leaves a cancelled run cancelled', async () => {
    const cancel = new AbortController();
    @Task()
    class Waits {
      @Param() n!: number;
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<void> {
        if (this.n === 1) throw new Error('at once');
        await new Promise((resolve) => {
          this.context.signal.addEventListener('abort', resolve);
          cancel.abort();
        });
      }
    }
    @Workflow()
    class Top {
      @FromEach(Waits, each(4), { tolerate: '100 %' }) all!: unknown[];
      run(): void {
        count('Top');
      }
    }
    const of = counts();
    const failed = await (await scratch()).failing(Top, {}, { signal: cancel.signal, concurrency: 1 });
    expect(failed).toMatchObject({ code: 'RUN_CANCELLED' });
    expect(failed.report.target).toMatchObject({ status: 'skipped', reason: 'the run was cancelled' });
    expect(of('Top')).toBe(0);
  });
});
