import { rm, truncate, readFile, writeFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Artifact, From, FromEach, Param, StorageLayer, Task, Workflow, type Output } from '../../src/index.ts';
import { RunEmitter } from '../../src/scheduler/events.ts';
import { count, counts, scratch, statuses } from './scratch.ts';

@Task()
class Load {
  @Param() day = 1;
  run(): { rows: string } {
    count('Load');
    return { rows: 'r'.repeat(100_000) };
  }
}
@Task()
class Round {
  @Param() day = 1;
  @From(Load) load!: Output<Load>;
  run(): number {
    count('Round');
    return Math.floor(this.load.rows.length / 1000);
  }
}
@Workflow()
class Report {
  @Param({ significant: false }) verbose = false;
  @From(Round) rounded!: number;
  run(): { value: number; nothing?: undefined } {
    count('Report');
    return { value: this.rounded };
  }
}

describe('cache: equal nodes of one run', () => {
  @Task()
  class Parity {
    @Param() n = 0;
    run(): number {
      return this.n % 2;
    }
  }
  @Task()
  class Named {
    @Param({ significant: false }) n = 0;
    @From(Parity) parity!: number;
    async run(): Promise<string> {
      count('Named');
      await Promise.resolve();
      return this.parity === 0 ? 'even' : 'odd';
    }
  }
  @Workflow()
  class All {
    @FromEach(Named, () => Array.from({ length: 20 }, (_, n) => ({ n }))) names!: string[];
    run(): string {
      return this.names.join(' ');
    }
  }

  it.each([1, 8])('run once, with concurrency %d, and serve each other', async (concurrency) => {
    const of = counts();
    const { output, nodes } = await (await scratch()).run(All, {}, { concurrency });
    expect(output).toBe(Array.from({ length: 10 }, () => 'even odd').join(' '));
    expect(of('Named')).toBe(2);
    const named = nodes.filter(({ task }) => task === 'Named');
    expect(named.filter(({ status }) => status === 'ran')).toHaveLength(2);
    expect(named.filter(({ status }) => status === 'cached')).toHaveLength(18);
    expect(new Set(named.map(({ componentRun }) => componentRun)).size).toBe(2);
  });
});

describe('cache: a second run of the same command', () => {
  it('runs nothing, and names the component runs that serve it', async () => {
    const of = counts();
    const project = await scratch();
    const first = await project.run(Report);
    expect(first).toMatchObject({ status: 'succeeded', output: { value: 100 }, counts: { total: 3, ran: 3 } });
    const second = await project.run(Report);
    expect(second).toMatchObject({ output: { value: 100 }, counts: { total: 3, ran: 0, cached: 3 } });
    expect(second.nodes.map(({ componentRun }) => componentRun)).toEqual(
      first.nodes.map(({ componentRun }) => componentRun),
    );
    expect(second.outputIds).toEqual(first.outputIds);
    expect(['Load', 'Round', 'Report'].map(of)).toEqual([1, 1, 1]);
    expect(statuses(await project.run(Report, { verbose: true }))).toMatchObject({ 'Report(verbose=true)': 'cached' });
  });

  it('runs only what other parameters need', async () => {
    const of = counts();
    const project = await scratch();
    await project.run(Report);
    @Workflow()
    class Other {
      @FromEach(Round, () => [{ day: 1 }, { day: 2 }]) all!: number[];
      run(): number[] {
        return this.all;
      }
    }
    expect(await project.run(Other)).toMatchObject({ output: [100, 100], counts: { total: 5, ran: 3, cached: 2 } });
    expect(of('Load')).toBe(2);
  });

  it('runs a task with cache: false again, and nothing below it when the bytes are the same', async () => {
    @Task({ cache: false })
    class Clock {
      run(): { hour: number } {
        return { hour: count('Clock') > 2 ? 2 : 1 };
      }
    }
    @Task()
    class After {
      @From(Clock) clock!: Output<Clock>;
      run(): number {
        return count('After');
      }
    }
    const of = counts();
    const project = await scratch();
    expect(statuses(await project.run(After))).toEqual({ After: 'ran', Clock: 'ran' });
    expect(statuses(await project.run(After))).toEqual({ After: 'cached', Clock: 'ran' });
    expect(statuses(await project.run(After))).toEqual({ After: 'ran', Clock: 'ran' });
    expect(of('After')).toBe(2);
  });

  it('runs what --force and --force-from name', async () => {
    const project = await scratch();
    await project.run(Report);
    expect((await project.run(Report, {}, { force: true })).counts).toMatchObject({ ran: 3, cached: 0 });
    expect(statuses(await project.run(Report, {}, { forceFrom: ['Round'] }))).toEqual({
      Load: 'cached',
      Round: 'ran',
      Report: 'ran',
    });
    await expect(project.run(Report, {}, { forceFrom: ['Rond'] })).rejects.toThrow(
      /no task "Rond".* Did you mean Round or Load\?/,
    );
  });
});

describe('cache: missing or damaged bytes', () => {
  const loadOf = async (project: Awaited<ReturnType<typeof scratch>>): Promise<string> => {
    const { nodes } = await project.run(Report);
    const [file] = await project.files(nodes.find(({ task }) => task === 'Load')!.componentRun!);
    return file!;
  };
  /** Nothing but the sink is there, so that the damaged bytes are wanted. */
  const again = { forceFrom: ['Round'] };

  it.each<[string, (file: string) => Promise<void>]>([
    ['removed', (file) => rm(file)],
    ['cut short', (file) => truncate(file, 5)],
    ['removed with the whole folder', (file) => rm(path.join(file, '../../../../..'), { recursive: true })],
  ])('are made again in the same run after they were %s', async (_, damage) => {
    const of = counts();
    const project = await scratch();
    await damage(await loadOf(project));
    expect(await project.run(Report, {}, again)).toMatchObject({ status: 'succeeded', output: { value: 100 } });
    expect(of('Load')).toBe(2);
    expect((await project.run(Report)).counts).toMatchObject({ ran: 0 });
  });

  it('with a flipped bit are never given to a task, but made again in the same run', async () => {
    const of = counts();
    const project = await scratch();
    const file = await loadOf(project);
    const bytes = await readFile(file);
    bytes[50]! ^= 1;
    await writeFile(file, bytes);
    const healed = await project.run(Report, {}, again);
    expect(healed).toMatchObject({ status: 'succeeded', output: { value: 100 } });
    expect(statuses(healed)).toEqual({ Load: 'ran', Round: 'ran', Report: 'ran' });
    expect(healed.nodes.filter(({ error }) => error)).toEqual([]);
    expect(['Load', 'Round'].map(of)).toEqual([2, 2]);
    expect((await project.run(Report)).counts).toMatchObject({ ran: 0 });
  });

  it('are made again to the end, even if the node that needed them is skipped meanwhile', async () => {
    const [begun, skipped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    @Task({ storage: 'local' })
    class Machines {
      async run(): Promise<string[]> {
        if (count('Machines') > 1) {
          begun.resolve();
          await skipped.promise;
          for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        return ['saw', 'drill'];
      }
    }
    @Task()
    class Fails {
      async run(): Promise<void> {
        await begun.promise;
        throw new Error('no network');
      }
    }
    @Workflow()
    class Top {
      @From(Machines) machines!: string[];
      @From(Fails) nothing!: unknown;
      @FromEach(Load, (self: Top) => self.machines.map((_, day) => ({ day }))) loads!: unknown[];
      run(): void {}
    }
    const of = counts();
    const project = await scratch();
    const { nodes } = await project.run(Machines);
    const [file] = await project.files(nodes[0]!.componentRun!);
    const bytes = await readFile(file!);
    bytes[5]! ^= 1;
    await writeFile(file!, bytes);
    const events = new RunEmitter();
    events.on('nodeFinished', ({ node }) => node === 'Top' && skipped.resolve());
    const report = await project.execute(Top, {}, { events });
    expect(statuses(report)).toEqual({ Machines: 'ran', Fails: 'failed', Top: 'skipped' });
    expect((await project.run(Machines)).counts).toMatchObject({ cached: 1 });
    expect(of('Machines')).toBe(2);
  });

  it('of an artifact that was passed on are made again by the task that stored it', async () => {
    @Task({ storage: 'local' })
    class Makes {
      constructor(private readonly storage: StorageLayer) {}
      async run(): Promise<Artifact<string>> {
        count('Makes');
        return await this.storage.store('part', 'x'.repeat(100));
      }
    }
    @Task()
    class HandsOn {
      @From(Makes) part!: Artifact<string>;
      run(): { part: Artifact<string> } {
        return { part: this.part };
      }
    }
    @Task({ cache: false })
    class Reads {
      @From(HandsOn) handed!: Output<HandsOn>;
      async run(): Promise<number> {
        return (await this.handed.part.read()).length;
      }
    }
    const of = counts();
    const project = await scratch();
    const { nodes } = await project.run(Reads);
    const files = await project.files(nodes.find(({ task }) => task === 'Makes')!.componentRun!);
    await writeFile(
      files.find((file) => file.includes('part'))!,
      'y'.repeat(100),
    );
    expect(statuses(await project.failing(Reads))).toMatchObject({ Reads: 'failed' });
    expect((await project.run(Reads)).output).toBe(100);
    expect(of('Makes')).toBe(2);
  });

  it('of the output of the run are reported, and made again by the next run', async () => {
    const project = await scratch();
    const { nodes } = await project.run(Load);
    const [file] = await project.files(nodes[0]!.componentRun!);
    const bytes = await readFile(file!);
    bytes[50]! ^= 1;
    await writeFile(file!, bytes);
    await expect(project.run(Load)).rejects.toThrow(expect.objectContaining({ code: 'ARTIFACT_DAMAGED' }));
    expect(await project.run(Load)).toMatchObject({ counts: { ran: 1 } });
  });

  it('in a memory layer are gone with their process', async () => {
    @Task({ storage: 'scratch' })
    class Kept {
      run(): number {
        return count('Kept');
      }
    }
    @Task()
    class After {
      @From(Kept) kept!: number;
      run(): number {
        return this.kept;
      }
    }
    const of = counts();
    const project = await scratch('{ storage: { layers: { scratch: { memory: true } } } }');
    expect((await project.run(After)).output).toBe(1);
    expect((await project.run(After)).output).toBe(2);
    expect(of('Kept')).toBe(2);
  });
});

describe('cache: stored artifacts of a task', () => {
  @Task({ storage: 's3', modelFamily: 'classifier' })
  class Train {
    constructor(private readonly storage: StorageLayer) {}
    async run(): Promise<{ weights: Artifact<Float64Array>; auc: number }> {
      return { weights: await this.storage.store('weights', new Float64Array([1, 2])), auc: 0.9 };
    }
  }
  @Task()
  class HandOn {
    @From(Train) model!: Output<Train>;
    @From.artifact(Train) whole!: Artifact<Output<Train>>;
    run(): { weights: Artifact<Float64Array>; whole: Artifact<Output<Train>> } {
      return { weights: this.model.weights, whole: this.whole };
    }
  }
  @Task()
  class Predict {
    @From(HandOn) handed!: Output<HandOn>;
    async run(): Promise<unknown> {
      const whole = await this.handed.whole.read();
      return { first: (await this.handed.weights.read())[0], second: (await whole.weights.read())[1], auc: whole.auc };
    }
  }

  it('are read through the handle, also when everything is cached', async () => {
    const project = await scratch();
    const expected = { first: 1, second: 2, auc: 0.9 };
    expect((await project.run(Predict)).output).toEqual(expected);
    const again = await project.run(Predict, {}, { forceFrom: ['Predict'] });
    expect(again).toMatchObject({ output: expected, counts: { ran: 1, cached: 2 } });
  });

  it('of storage s3 without a bucket are in a folder, in one place for each attempt', async () => {
    const project = await scratch();
    await project.run(Train);
    await project.run(Train, {}, { force: true });
    const folder = path.join(project.root, '.clew/storage/s3/scratch/classifier/Train');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    expect(files.map(({ name }) => /^\w+/.exec(name)![0]).toSorted()).toEqual([
      'output',
      'output',
      'weights',
      'weights',
    ]);
  });

  it('have the metrics of the model family recorded with them', async () => {
    const project = await scratch();
    const { nodes } = await project.run(Train);
    const { metrics } = await project.ask((record) => record.componentRun(nodes[0]!.componentRun!));
    expect(metrics).toEqual({ auc: 0.9 });
  });
});

describe('cache: equal nodes of one run whose artifacts are gone', () => {
  @Task({ storage: 'local' })
  class Base {
    @Param() a = 0;
    @Param({ significant: false }) c = 0;
    run(): number {
      count('Base');
      return this.a;
    }
  }
  @Workflow()
  class Sum {
    @From(Base, () => ({ a: 1 })) first!: number;
    @From(Base, (self: Sum) => ({ c: self.first })) second!: number;
    @From(Base) third!: number;
    @Param() n = 0;
    run(): number {
      return this.first + this.second + this.third + this.n;
    }
  }

  it.each([1, 8])('are made again once, with concurrency %d', async (concurrency) => {
    const of = counts();
    const project = await scratch();
    await project.run(Sum, {}, { concurrency });
    expect(of('Base')).toBe(2);
    await rm(path.join(project.root, '.clew', 'storage'), { recursive: true });
    expect((await project.run(Sum, { n: 1 }, { concurrency })).output).toBe(2);
    expect(of('Base')).toBe(4);
  });
});

it('cache: a class that is compiled at run time is identified by its text, whatever marked it', async () => {
  const made = (value: number): new () => { run(): number } => {
    const Made = new Function(`return class Made { run() { return ${value}; } }`)() as new () => { run(): number };
    Task()(Made);
    return Made;
  };
  const project = await scratch();
  for (const value of [1, 2]) {
    const Made = made(value);
    expect(await project.run(Made)).toMatchObject({ output: value, counts: { ran: 1 } });
    expect(await project.run(made(value))).toMatchObject({ output: value, counts: { cached: 1 } });
  }
});
