import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, Task, Workflow } from '../../src/index.ts';
import type { RunReport } from '../../src/scheduler/report.ts';
import { RunEmitter } from '../../src/scheduler/events.ts';
import { type Scratch, count, counts, scratch } from '../project/scratch.ts';

/** Which of them fail at the moment. */
let bad: number[] = [];

@Task()
class Common {
  run(): number {
    count('Common');
    return 1000;
  }
}
@Task()
class Load {
  @Param() n!: number;
  @From(Common) common!: number;
  run(): number {
    count('Load');
    return this.common + this.n;
  }
}
@Task()
class Score {
  @Param() n!: number;
  @From(Load) loaded!: number;
  run(): number {
    count(`Score ${this.n}`);
    if (bad.includes(this.n)) throw new Error(`no ${this.n}`);
    return this.loaded;
  }
}
@Workflow()
class Many {
  @Param() total = 100;
  @FromEach(Score, (self: Many) => Array.from({ length: self.total }, (_, n) => ({ n }))) scores!: number[];
  run(): number[] {
    count('Many');
    return this.scores;
  }
}

const window = { plan: { window: 10 } };
const expected = (total: number): number[] => Array.from({ length: total }, (_, n) => 1000 + n);

async function output(project: Scratch, report: RunReport): Promise<unknown> {
  const [ref] = (await project.ask((record) => record.made([report.target.componentRun!])))[0]!;
  return JSON.parse(Buffer.from(ref!.inline!).toString());
}

@Workflow()
class Endless {
  @FromEach(Score, function* () {
    for (let n = 0; ; n++) yield { n };
  })
  scores!: number[];
  run(): number[] {
    return this.scores;
  }
}

describe('windowed fan-out (long list)', () => {
  it('without an end fails after ten times the allowed number of nodes', async () => {
    bad = [];
    const project = await scratch();
    const report = await project.execute(Endless, {}, { plan: { window: 10, maxNodes: 30 } });
    expect(report).toMatchObject({ status: 'failed', counts: { failed: 1 } });
    expect(report.target.error).toMatchObject({
      code: 'TOO_MANY_NODES',
      message: expect.stringContaining('past 300 nodes'),
    });
  });

  it('runs a window at a time, with the same output as without a window', async () => {
    bad = [];
    const seen = counts();
    const project = await scratch();
    const report = await project.execute(Many, {}, window);
    expect(report).toMatchObject({ status: 'succeeded', counts: { total: 202, ran: 202 } });
    expect(report.unlisted).toBeGreaterThan(150);
    expect(report.nodes.length + report.unlisted).toBe(202);
    expect(await output(project, report)).toEqual(expected(100));
    expect([seen('Common'), seen('Load'), seen('Score 7'), seen('Score 99')]).toEqual([1, 100, 1, 1]);
    const { inputs } = await project.ask((record) => record.componentRun(report.target.componentRun!));
    expect(inputs).toHaveLength(100);

    // The same identities, whatever the window.
    for (const plan of [{ window: 10 }, { window: 33 }, { whole: true }]) {
      const again = await project.execute(Many, {}, { plan });
      expect(again.counts).toMatchObject({ ran: 0, failed: 0, skipped: 0 });
      expect(again.target.status).toBe('cached');
    }
    expect([seen('Common'), seen('Load'), seen('Many')]).toEqual([1, 100, 1]);
  });

  it('runs only what changed, and gives the reason', async () => {
    bad = [];
    const project = await scratch();
    await project.execute(Many, { total: 40 }, window);
    const report = await project.execute(Many, { total: 41 }, window);
    expect(report.counts).toMatchObject({ ran: 3, cached: report.counts.total - 3 });
    expect(report.target.reason).toContain('parameter total changed');
  });

  it('tolerates a number or a share of failures, in order', async () => {
    @Workflow()
    class Lenient {
      @FromEach(Score, () => Array.from({ length: 50 }, (_, n) => ({ n })), { tolerate: '4 %' }) scores!: number[];
      run(): number[] {
        return this.scores;
      }
    }
    bad = [3, 49];
    const project = await scratch();
    const report = await project.execute(Lenient, {}, window);
    expect(report).toMatchObject({ status: 'succeeded', counts: { failed: 2 } });
    expect(report.tolerated).toMatchObject([
      { of: 50, failed: 2, nodes: [{ node: 'Score(n=3)' }, { node: 'Score(n=49)' }] },
    ]);
    expect(await output(project, report)).toEqual(expected(50).filter((value) => ![1003, 1049].includes(value)));

    bad = [3, 20, 49];
    const failing = await project.execute(Lenient, {}, { ...window, force: true });
    expect(failing.status).toBe('failed');
    expect(failing.target.reason).toContain('3 of 50 Score failed, at most 2 are tolerated');
    expect(failing.counts).toMatchObject({ failed: 3, skipped: 1, ran: 98 });
  });

  it('checks a tolerated share at the end when the list has no length', async () => {
    @Workflow()
    class Endless {
      @FromEach(
        Score,
        function* () {
          for (let n = 0; n < 50; n++) yield { n };
        },
        { tolerate: '4 %' },
      )
      scores!: number[];
      run(): number {
        return this.scores.length;
      }
    }
    bad = [1, 2];
    const project = await scratch();
    expect(await project.execute(Endless, {}, window)).toMatchObject({ status: 'succeeded', counts: { failed: 2 } });
    bad = [1, 2, 3];
    const report = await project.execute(Endless, {}, { ...window, force: true });
    expect(report).toMatchObject({ status: 'failed', counts: { failed: 3 } });
    expect(report.target.reason).toContain('3 of 50 Score failed, at most 2 are tolerated');
  });

  it('lets the other nodes finish after a failure, and runs only the missing ones afterwards', async () => {
    bad = [5, 77];
    const project = await scratch();
    const report = await project.execute(Many, {}, window);
    expect(report).toMatchObject({ status: 'failed', counts: { failed: 2, skipped: 1, ran: 199 } });
    bad = [];
    expect((await project.execute(Many, {}, window)).counts).toMatchObject({ ran: 3, failed: 0 });
  });

  it('runs each node once, whatever is forced and however often it is asked for', async () => {
    @Task({ cache: false })
    class Effect {
      @Param() n!: number;
      run(): number {
        return count(`Effect ${this.n}`);
      }
    }
    @Workflow()
    class Twice {
      // The same ones again, long after they were let go.
      @FromEach(Effect, () => Array.from({ length: 60 }, (_, i) => ({ n: i % 30 }))) effects!: number[];
      @FromEach(Score, () => Array.from({ length: 60 }, (_, i) => ({ n: i % 30 }))) scores!: number[];
      run(): number[] {
        return [...this.effects, ...this.scores];
      }
    }
    bad = [];
    const seen = counts();
    const project = await scratch();
    const report = await project.execute(Twice, {}, { ...window, force: true });
    expect(report.status).toBe('succeeded');
    expect(await output(project, report)).toEqual([...Array<number>(60).fill(1), ...expected(30), ...expected(30)]);
    for (let n = 0; n < 30; n++) expect([seen(`Effect ${n}`), seen(`Score ${n}`)]).toEqual([1, 1]);
  });

  it('stops when it is cancelled, and resumes from there', async () => {
    bad = [];
    const seen = counts();
    const project = await scratch();
    const cancel = new AbortController();
    const events = new RunEmitter();
    let finished = 0;
    events.on('nodeFinished', () => {
      finished += 1;
      if (finished === 120) cancel.abort();
    });
    const report = await project.execute(Many, {}, { ...window, events, signal: cancel.signal });
    expect(report.status).toBe('cancelled');
    const again = await project.execute(Many, {}, window);
    expect(again.status).toBe('succeeded');
    expect(again.counts.ran + report.counts.ran).toBe(202);
    expect(seen('Load')).toBe(100);
  });

  it('fails its owner when the iterator fails in the middle', async () => {
    @Workflow()
    class Broken {
      @FromEach(Score, function* () {
        for (let n = 0; n < 25; n++) yield { n };
        throw new Error('the disk is gone');
      })
      scores!: number[];
      run(): number {
        return this.scores.length;
      }
    }
    @Workflow()
    class Curious {
      @From(Common) common!: number;
      @FromEach(Score, function* (self: Curious) {
        for (let n = 0; n < 25; n++) yield { n };
        yield { n: self.common };
      })
      scores!: number[];
      run(): number {
        return this.scores.length;
      }
    }
    bad = [];
    const project = await scratch();
    const broken = await project.execute(Broken, {}, window);
    expect(broken).toMatchObject({ status: 'failed', target: { status: 'failed' } });
    expect(broken.target.error!.message).toMatch(/Broken\.scores.*the disk is gone/);
    const curious = await project.execute(Curious, {}, window);
    expect(curious.target.error!.message).toContain('reads "common" in the middle of its list');
  });

  it('runs the handlers of workflows in it, and of those above, in order', async () => {
    const order: string[] = [];
    @Task()
    class TidyUp {
      @Param() n!: number;
      run(): void {
        order.push(`tidy ${this.n}`);
      }
    }
    @Task()
    class Publish {
      run(): void {
        order.push('publish');
      }
    }
    @Workflow({ finally: TidyUp })
    class One {
      @Param() n!: number;
      run(): number {
        return this.n;
      }
    }
    @Task()
    class Above {
      @Param() n!: number;
      @From(One) one!: number;
      run(): number {
        return this.one;
      }
    }
    @Workflow({ finally: Publish })
    class All {
      @FromEach(Above, () => Array.from({ length: 30 }, (_, n) => ({ n }))) all!: number[];
      run(): number {
        return this.all.length;
      }
    }
    const project = await scratch();
    const report = await project.execute(All, {}, { plan: { window: 4 } });
    expect(report).toMatchObject({ status: 'succeeded', counts: { total: 92, ran: 92 } });
    expect(order).toHaveLength(31);
    expect(order.at(-1)).toBe('publish');
  });

  it('may be nested, and be read by a mapping', async () => {
    @Task()
    class Group {
      @Param() from!: number;
      @FromEach(Score, (self: Group) => Array.from({ length: 12 }, (_, i) => ({ n: self.from + i }))) scores!: number[];
      run(): number {
        return this.scores.reduce((sum, score) => sum + score, 0);
      }
    }
    @Workflow()
    class Groups {
      @FromEach(Group, () => Array.from({ length: 12 }, (_, i) => ({ from: 100 * i }))) groups!: number[];
      @FromEach(Score, (self: Groups) => self.groups.map((_, n) => ({ n: 5000 + n }))) more!: number[];
      run(): number[] {
        return [...this.groups, ...this.more];
      }
    }
    bad = [];
    const project = await scratch();
    const narrow = await project.execute(Groups, {}, { plan: { window: 5 } });
    expect(narrow.status).toBe('succeeded');
    const groups = Array.from({ length: 12 }, (_, i) => 12 * (1000 + 100 * i) + 66);
    expect(await output(project, narrow)).toEqual([...groups, ...expected(12).map((value) => value + 5000)]);
    const whole = await project.execute(Groups, {}, { plan: { whole: true } });
    expect(whole.counts).toMatchObject({ ran: 0, cached: whole.counts.total });
  });
});
