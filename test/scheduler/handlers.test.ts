import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, RunOutcome, Task, TaskContext, Workflow } from '../../src/index.ts';
import { RunEmitter } from '../../src/scheduler/events.ts';
import { count, counts, scratch, statuses } from '../project/scratch.ts';

/** What happened, in order. */
let log: string[] = [];
let broken = '';
const outcomes: RunOutcome[] = [];

@Task()
class Train {
  @Param() n = 0;
  run(): number {
    log.push(`Train ${this.n}`);
    if (broken.includes('Train') && this.n < 2) throw new Error(`no rows for ${this.n}`);
    return this.n;
  }
}
@Task()
class Alert {
  @Param() channel = 'ops';
  constructor(private readonly outcome: RunOutcome) {}
  run(): void {
    log.push(`Alert ${this.channel}`);
    outcomes.push(this.outcome);
    if (broken.includes('Alert')) throw new Error('no network');
  }
}
@Task({ cache: false })
class FindScratch {
  @Param() day!: string;
  run(): string {
    log.push('FindScratch');
    return `scratch/${this.day}`;
  }
}
@Task()
class CleanUp {
  @From(FindScratch) folder!: string;
  constructor(private readonly outcome: RunOutcome) {}
  run(): void {
    log.push(`CleanUp ${this.folder}`);
    outcomes.push(this.outcome);
    if (broken === 'CleanUp') throw new Error('disk is gone');
  }
}
@Workflow({ onFailure: Alert, finally: [CleanUp] })
class Nightly {
  @Param() day = 'monday';
  @FromEach(Train, () => [{ n: 0 }, { n: 1 }, { n: 2 }]) all!: number[];
  run(): number[] {
    log.push('Nightly');
    return this.all;
  }
}

function begin(what = ''): void {
  log = [];
  broken = what;
  outcomes.length = 0;
}

describe('handlers', () => {
  it('run finally after every run, and onFailure only after a failure; neither is cached', async () => {
    begin();
    const project = await scratch();
    const first = await project.run(Nightly);
    expect(first).toMatchObject({ status: 'succeeded', output: [0, 1, 2], counts: { total: 6, ran: 6 } });
    expect(log.slice(-3)).toEqual(['Nightly', 'FindScratch', 'CleanUp scratch/monday']);
    expect(first.nodes.at(-2)).toMatchObject({ node: 'CleanUp(day=monday)', reason: 'Nightly is over' });
    expect(outcomes).toMatchObject([{ run: first.run, workflow: 'Nightly', status: 'succeeded', failures: [] }]);
    begin();
    const second = await project.run(Nightly);
    expect(log).toEqual(['FindScratch', 'CleanUp scratch/monday']);
    expect(second.counts).toMatchObject({ ran: 2, cached: 4 });
    expect(second.nodes.at(-2)).toMatchObject({ because: { kind: 'workflow-over', workflow: 'Nightly' } });
    expect(outcomes).toMatchObject([{ status: 'succeeded' }]);
  });

  it('run onFailure before finally, after all tasks of the workflow, with the failures', async () => {
    begin('Train');
    const project = await scratch();
    const failed = await project.failing(Nightly);
    expect(failed.message).toBe('Nightly failed. Train failed: no rows for 0. 1 more failed.');
    expect(log.slice(-3)).toEqual(['Alert ops', 'FindScratch', 'CleanUp scratch/monday']);
    expect(log).toContain('Train 2');
    const failures = [
      { node: 'Train', error: 'no rows for 0', componentRun: expect.stringMatching(/^cr-/) },
      { node: 'Train(n=1)', error: 'no rows for 1', componentRun: expect.stringMatching(/^cr-/) },
    ];
    expect(outcomes).toMatchObject([
      { workflow: 'Nightly', status: 'failed', stopped: null, failures },
      { status: 'failed', failures },
    ]);
    const { nodes } = await project.ask((record) => record.run(failed.run));
    expect(nodes.map(({ component, status, reason }) => [component, status, reason]).slice(-3)).toEqual([
      ['Alert', 'ran', 'Nightly failed'],
      ['FindScratch', 'ran', 'its cache is off'],
      ['CleanUp', 'ran', 'Nightly is over'],
    ]);
  });

  it('that fail do not hide a failure, and fail a run that had none', async () => {
    begin('Train, Alert');
    const project = await scratch();
    const both = await project.failing(Nightly);
    expect(both.message).toBe('Nightly failed. Train failed: no rows for 0. 2 more failed.');
    expect(statuses(both)).toMatchObject({ Alert: 'failed', 'CleanUp(day=monday)': 'ran' });
    begin('CleanUp');
    const after = await project.failing(Nightly);
    const words = 'CleanUp(day=monday), which runs when Nightly is over, failed: disk is gone';
    expect(after.message).toBe(`Nightly failed. ${words}.`);
    expect(after.report.target).toMatchObject({ status: 'ran' });
    const [recorded] = await project.ask((record) => record.runs());
    expect(recorded).toMatchObject({ status: 'failed', error: words });
    begin();
    expect(await project.run(Nightly)).toMatchObject({ counts: { ran: 2, cached: 4 }, output: [0, 1, 2] });
  });

  it('are retried and timed out like any task', async () => {
    @Task({ retries: { times: 1, backoff: '1 ms' }, timeout: '1 min' })
    class Flaky {
      constructor(
        private readonly context: TaskContext,
        readonly outcome: RunOutcome,
      ) {}
      run(): string {
        if (this.context.attempt === 1) throw new Error('not yet');
        return this.outcome.status;
      }
    }
    @Workflow({ finally: Flaky })
    class Top {
      run(): number {
        return 1;
      }
    }
    const { nodes } = await (await scratch()).run(Top);
    expect(nodes.at(-1)).toMatchObject({ node: 'Flaky', status: 'ran', attempts: 2 });
  });

  it('of inner workflows run at their own end, before those of outer workflows', async () => {
    @Task()
    class Note {
      @Param() name!: string;
      constructor(private readonly outcome: RunOutcome) {}
      run(): void {
        log.push(`${this.name}: ${this.outcome.workflow} ${this.outcome.status}`);
      }
    }
    @Workflow({ onFailure: Note, finally: Note })
    class Part {
      @Param() name!: string;
      @From(Train, (self: Part) => ({ n: self.name === 'a' ? 1 : 2 })) model!: number;
      run(): string {
        return this.name;
      }
    }
    @Workflow({ finally: Note })
    class Whole {
      @Param() name = 'whole';
      @FromEach(Part, () => [{ name: 'a' }, { name: 'b' }], { tolerate: 1 }) parts!: string[];
      run(): string[] {
        return this.parts;
      }
    }
    begin('Train');
    const { output, counts: numbers } = await (await scratch()).run(Whole);
    expect(output).toEqual(['b']);
    expect(numbers).toMatchObject({ failed: 1, skipped: 1 });
    const notes = log.filter((line) => line.includes(':'));
    expect(notes.filter((line) => line.startsWith('a'))).toEqual(['a: Part(name=a) failed', 'a: Part(name=a) failed']);
    expect(notes).toContain('b: Part(name=b) succeeded');
    expect(notes.at(-1)).toBe('whole: Whole succeeded');
    expect(notes).toHaveLength(4);
  });

  it('of an inner workflow run even if nothing else is left to do', async () => {
    @Workflow({ onFailure: Alert, finally: CleanUp })
    class Part {
      @Param() day = 'sunday';
      run(): void {
        throw new Error('it is sunday');
      }
    }
    @Workflow()
    class Whole {
      @From(Part) part!: unknown;
      run(): void {}
    }
    begin();
    const failed = await (await scratch()).failing(Whole);
    expect(log).toEqual(['Alert ops', 'FindScratch', 'CleanUp scratch/sunday']);
    expect(failed.report.counts).toEqual({ total: 5, ran: 3, cached: 0, failed: 1, skipped: 1, cancelled: 0 });
  });

  it('may ask for a fan-out from data, also in a cancelled run', async () => {
    @Task()
    class Remove {
      @Param() folder!: string;
      run(): string {
        log.push(`Remove ${this.folder}`);
        return this.folder;
      }
    }
    @Task()
    class CleanAll {
      @From(FindScratch) found!: string;
      @FromEach(Remove, (self: CleanAll) => [1, 2].map((n) => ({ folder: `${self.found}/${n}` }))) removed!: string[];
      run(): string[] {
        return this.removed;
      }
    }
    @Workflow({ finally: [CleanAll, CleanUp] })
    class Top {
      @Param() day = 'monday';
      run(): void {}
    }
    begin();
    const failed = await (await scratch()).failing(Top, {}, { signal: AbortSignal.abort() });
    expect(failed.report.counts).toMatchObject({ total: 6, ran: 5, skipped: 1 });
    expect(log.toSorted()).toEqual([
      'CleanUp scratch/monday',
      'FindScratch',
      'Remove scratch/monday/1',
      'Remove scratch/monday/2',
    ]);
  });

  it('that run when the run is cancelled go on, and later ones wait until the rest has stopped', async () => {
    const cancel = new AbortController();
    const wait = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    @Task()
    class Slow {
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<void> {
        await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
        for (let i = 0; i < 20; i++) await wait();
        log.push('Slow stopped');
      }
    }
    @Task()
    class Cancels {
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<void> {
        cancel.abort();
        await wait();
        log.push(`Cancels ${this.context.signal.aborted ? 'was stopped' : 'went on'}`);
      }
    }
    @Workflow({ onFailure: Cancels, finally: CleanUp })
    class Part {
      @Param() day = 'monday';
      @From(Train) model!: number;
      run(): void {}
    }
    @Workflow()
    class Top {
      @FromEach(Part, () => [{}], { tolerate: 1 }) parts!: unknown[];
      @From(Slow) slow!: unknown;
      run(): void {}
    }
    begin('Train');
    const { report } = await (await scratch()).failing(Top, {}, { signal: cancel.signal });
    expect(report.status).toBe('cancelled');
    expect(log).toEqual(['Train 0', 'Cancels went on', 'Slow stopped', 'FindScratch', 'CleanUp scratch/monday']);
  });

  it('are skipped when their input failed, and that fails the run', async () => {
    @Task()
    class Needy {
      @From(Train) model!: number;
      run(): void {}
    }
    @Workflow({ finally: Needy })
    class Top {
      @FromEach(Train, () => [{ n: 0 }], { tolerate: 1 }) all!: number[];
      run(): number[] {
        return this.all;
      }
    }
    begin('Train');
    const failed = await (await scratch()).failing(Top);
    expect(failed.message).toBe('Top failed. Needy, which runs when Top is over, was skipped: Train failed.');
  });

  it('run finally after a cancelled run has stopped, but not onFailure', async () => {
    const cancel = new AbortController();
    @Task()
    class Waits {
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<void> {
        await new Promise((resolve) => {
          this.context.signal.addEventListener('abort', resolve);
          cancel.abort();
        });
        await new Promise((resolve) => setImmediate(resolve));
        log.push('stopped');
      }
    }
    @Workflow({ onFailure: Alert, finally: CleanUp })
    class Top {
      @Param() day = 'friday';
      @From(Waits) waits!: unknown;
      run(): void {}
    }
    begin();
    const events = new RunEmitter();
    events.on('finishing', ({ nodes }) => log.push(`finishing ${nodes.join()}`));
    const report = await (await scratch()).execute(Top, {}, { signal: cancel.signal, events });
    expect(report).toMatchObject({ status: 'cancelled', counts: { ran: 2, cancelled: 1, skipped: 1 } });
    expect(log).toEqual(['stopped', 'finishing CleanUp(day=friday)', 'FindScratch', 'CleanUp scratch/friday']);
    expect(outcomes).toMatchObject([{ status: 'cancelled', failures: [] }]);
  });

  it.each(['failed', 'cancelled'])(
    'run finally after artifacts that are made again, also in a run that ends as %s',
    async (how) => {
      const [cancel, begun, skipped] = [
        new AbortController(),
        Promise.withResolvers<void>(),
        Promise.withResolvers<void>(),
      ];
      @Task({ storage: 'local' })
      class Numbers {
        async run(): Promise<number[]> {
          if (count('Numbers') > 1) {
            begun.resolve();
            await skipped.promise;
            for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
            log.push('Numbers');
          }
          return [7, 8];
        }
      }
      @Task()
      class Ends {
        async run(): Promise<void> {
          await begun.promise;
          if (how === 'failed') throw new Error('no network');
          cancel.abort();
        }
      }
      @Workflow({ finally: CleanUp })
      class Top {
        @Param() day = 'monday';
        @From(Numbers) numbers!: number[];
        @From(Ends) nothing!: unknown;
        @FromEach(Train, (self: Top) => self.numbers.map((n) => ({ n }))) all!: number[];
        run(): void {}
      }
      begin();
      counts();
      const project = await scratch();
      const { nodes } = await project.run(Numbers);
      const [file] = await project.files(nodes[0]!.componentRun!);
      await writeFile(file!, '[7,9]');
      const events = new RunEmitter();
      events.on('nodeFinished', ({ node }) => node.startsWith('Top') && skipped.resolve());
      const report = await project.execute(Top, {}, { events, signal: cancel.signal });
      expect(report.status).toBe(how);
      expect(log).toEqual(['Numbers', 'FindScratch', 'CleanUp scratch/monday']);
    },
  );

  it('run finally even if the run was cancelled before it began', async () => {
    begin();
    const project = await scratch();
    const failed = await project.failing(Nightly, {}, { signal: AbortSignal.abort() });
    expect(failed.code).toBe('RUN_CANCELLED');
    expect(log).toEqual(['FindScratch', 'CleanUp scratch/monday']);
  });

  it('run both finally and onFailure after the timeout of the run', async () => {
    @Task()
    class Slow {
      constructor(private readonly context: TaskContext) {}
      async run(): Promise<void> {
        const awake = setInterval(() => undefined, 1000);
        await new Promise<void>((resolve) => this.context.signal.addEventListener('abort', () => resolve()));
        clearInterval(awake);
      }
    }
    @Workflow({ onFailure: Alert, finally: CleanUp })
    class Top {
      @Param() day = 'friday';
      @From(Slow) slow!: unknown;
      run(): void {}
    }
    begin();
    const failed = await (await scratch()).failing(Top, {}, { timeout: '3 s' });
    expect(failed.message).toBe('Top failed. The run took longer than its timeout of 3 s.');
    expect(log).toEqual(['Alert ops', 'FindScratch', 'CleanUp scratch/friday']);
    expect(outcomes[0]).toMatchObject({ status: 'failed', stopped: 'The run took longer than its timeout of 3 s.' });
  });

  it('are not interrupted when a run is stopped while they run, and the run says so', async () => {
    const stop = new AbortController();
    @Task()
    class Sweep {
      @Param() stops = true;
      run(): void {
        if (this.stops) stop.abort();
      }
    }
    @Workflow({ finally: Sweep })
    class Inner {
      run(): number {
        return 1;
      }
    }
    @Task()
    class Waits {
      constructor(private readonly context: TaskContext) {}
      run(): Promise<void> {
        return new Promise((resolve) => this.context.signal.addEventListener('abort', () => resolve()));
      }
    }
    @Workflow({ finally: CleanUp })
    class Outer {
      @Param() day = 'sunday';
      @From(Waits) waits!: unknown;
      @From(Inner) inner!: number;
      run(): void {}
    }
    begin();
    const events = new RunEmitter();
    const said: unknown[] = [];
    events.on('stopping', ({ running }) => said.push(['stopping', ...running]));
    events.on('finishing', ({ nodes }) => said.push(['finishing', ...nodes]));
    const project = await scratch();
    const alone = await project.execute(Inner, {}, { events, signal: stop.signal });
    expect(alone.status).toBe('succeeded');
    expect(said).toEqual([['finishing', 'Sweep']]);

    said.length = 0;
    const again = new AbortController();
    events.on('nodeStarted', ({ node }) => node === 'Sweep' && again.abort());
    const both = await project.execute(Outer, {}, { events, signal: again.signal });
    expect(both.status).toBe('cancelled');
    expect(said[0]).toEqual(['stopping', 'Waits']);
    expect(said.at(-1)).toEqual(['finishing', 'CleanUp(day=sunday)']);
    expect(log).toEqual(['FindScratch', 'CleanUp scratch/sunday']);
  });

  it('run after --fail-fast too', async () => {
    begin('Train');
    await (await scratch()).failing(Nightly, {}, { failFast: true, concurrency: 1 });
    expect(log.slice(-3)).toEqual(['Alert ops', 'FindScratch', 'CleanUp scratch/monday']);
    expect(outcomes[0]).toMatchObject({ status: 'failed', failures: [{ node: 'Train' }, { node: 'Train(n=1)' }] });
  });

  it('give no cached result for the same task as an input', async () => {
    @Task()
    class Report {
      run(): number {
        return count('Report');
      }
    }
    @Workflow({ finally: Report })
    class Ends {
      run(): void {}
    }
    const of = counts();
    const project = await scratch();
    await project.run(Ends);
    await project.run(Report);
    await project.run(Ends);
    expect(of('Report')).toBe(3);
    expect((await project.run(Report)).counts).toMatchObject({ cached: 1 });
  });

  it('have different labels when two of one run have the same name', async () => {
    @Workflow({ onFailure: Alert, finally: Alert })
    class Top {
      @From(Train) train!: number;
      run(): void {}
    }
    begin('Train');
    const names = Object.keys(statuses(await (await scratch()).failing(Top)));
    expect(names).toEqual(['Top', 'Train', 'Alert', expect.stringMatching(/^Alert#\w+$/)]);
  });
});
