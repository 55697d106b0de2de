import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, PermanentError, Task, Workflow } from '../../src/index.ts';
import { type Scratch, count, counts, scratch } from '../project/scratch.ts';

const window = { plan: { window: 2 } };

@Task()
class Part {
  @Param() n = 0;
  run(): number {
    count('Part');
    return this.n;
  }
}

describe('windowed fan-out (long list)', () => {
  it('goes on when all its nodes have already ended', async () => {
    @Workflow()
    class Same {
      @From(Part) first!: number;
      @FromEach(Part, () => Array.from({ length: 9 }, (_, i) => ({ n: i % 2 }))) parts!: number[];
      @FromEach(Part, () => Array.from({ length: 9 }, () => ({}))) again!: number[];
      run(): number {
        return this.parts.length + this.again.length;
      }
    }
    const of = counts();
    const project = await scratch();
    expect(await project.execute(Same, {}, window)).toMatchObject({ status: 'succeeded' });
    expect(of('Part')).toBe(2);
  });

  it('runs each node with cache: false, even if they differ in no significant parameter', async () => {
    @Task({ cache: false })
    class Send {
      @Param({ significant: false }) to = 0;
      run(): void {
        count(`Send ${this.to}`);
      }
    }
    @Workflow()
    class Sent {
      @FromEach(Send, () => Array.from({ length: 20 }, (_, i) => ({ to: i % 10 }))) sent!: unknown[];
      run(): void {}
    }
    const of = counts();
    const project = await scratch();
    expect(await project.execute(Sent, {}, window)).toMatchObject({ status: 'succeeded' });
    expect(Array.from({ length: 10 }, (_, to) => of(`Send ${to}`))).toEqual(Array(10).fill(1));
  });

  it('counts each failure once, also of nodes whose inputs failed before they came in', async () => {
    @Task()
    class Broken {
      run(): number {
        throw new PermanentError('no');
      }
    }
    @Task()
    class Behind {
      @Param() n!: number;
      @From(Broken) broken!: number;
      run(): number {
        return this.n;
      }
    }
    const times = (length: number) => () => Array.from({ length }, (_, n) => ({ n }));
    @Workflow()
    class Few {
      @FromEach(Behind, times(7), { tolerate: 6 }) behind!: number[];
      run(): void {}
    }
    @Workflow()
    class All {
      @FromEach(Behind, times(7), { tolerate: '100 %' }) behind!: number[];
      run(): number {
        return this.behind.length;
      }
    }
    const project = await scratch();
    const few = await project.execute(Few, {}, window);
    expect(few.target.reason).toBe('7 of 7 Behind failed, at most 6 are tolerated');
    const all = await project.execute(All, {}, window);
    expect(all).toMatchObject({ status: 'succeeded', tolerated: [{ of: 7, failed: 7 }] });
  });
});

describe('damaged bytes in a windowed fan-out', () => {
  @Task({ storage: 'local' })
  class Kept {
    @Param() n!: number;
    run(): number[] {
      count(`Kept ${this.n}`);
      return [this.n];
    }
  }
  @Workflow({ cache: false })
  class Reads {
    @FromEach(Kept, () => Array.from({ length: 9 }, (_, n) => ({ n }))) kept!: number[][];
    run(): number {
      return this.kept.flat().length;
    }
  }

  async function flip(project: Scratch, n: number): Promise<void> {
    const { nodes } = await project.execute(Reads, {}, { plan: { whole: true } });
    const [file] = await project.files(nodes.find(({ node }) => node.label === `Kept(n=${n})`)!.componentRun!);
    const bytes = await readFile(file!);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file!, bytes);
  }

  it('are made again by a node that is still in the window', async () => {
    const of = counts();
    const project = await scratch();
    await flip(project, 8);
    expect(await project.execute(Reads, {}, window)).toMatchObject({ status: 'succeeded' });
    expect(of('Kept 8')).toBe(2);
  });

  it('end the run when the node has left the window, and the next run makes them again', async () => {
    const of = counts();
    const project = await scratch();
    await flip(project, 0);
    const report = await project.execute(Reads, {}, window);
    expect(report).toMatchObject({ status: 'failed', target: { error: { code: 'ARTIFACT_DAMAGED' } } });
    expect(of('Kept 0')).toBe(1);
    expect(await project.execute(Reads, {}, window)).toMatchObject({ status: 'succeeded', counts: { ran: 2 } });
  });
});
