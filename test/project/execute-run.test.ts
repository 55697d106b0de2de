import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { From, Param, Task, TaskContext, Workflow } from '../../src/index.ts';
import { makeProject } from '../support/project.ts';
import { freshDatabase } from '../support/postgres.ts';
import { count, counts, scratch, statuses } from './scratch.ts';

@Task()
class Predict {
  constructor(private readonly context: TaskContext) {}
  run(): string[] {
    return ['M-1', 'M-2'].map((label) => this.context.outputId({ label }));
  }
}
@Workflow()
class Nightly {
  @From(Predict) ids!: string[];
  run(): string[] {
    return this.ids;
  }
}

describe('run: output ids', () => {
  it('are those of the tasks and one for the output of the run, and each has a trace', async () => {
    const project = await scratch();
    const { output, outputIds, nodes } = await project.run(Nightly);
    expect(new Set(outputIds)).toEqual(new Set([...output, outputIds.find((id) => !output.includes(id))]));
    expect(outputIds).toHaveLength(3);
    const trace = await project.ask((record) => record.trace(output[0]!));
    expect(trace.frames.map(({ component }) => component)).toEqual(['Predict']);
    const answer = outputIds.find((id) => !output.includes(id))!;
    const whole = await project.ask((record) => record.trace(answer));
    expect(whole.frames.map(({ component, depth }) => [component, depth])).toEqual([
      ['Nightly', 0],
      ['Predict', 1],
    ]);
    expect(whole.frames[0]!.componentRun).toBe(nodes.find(({ task }) => task === 'Nightly')!.componentRun);
  });
});

describe('run: secrets', () => {
  it('are in no file of the project, and still distinguish results', async () => {
    @Task()
    class Fetch {
      @Param({ secret: true }) token!: string;
      constructor(private readonly context: TaskContext) {}
      run(): number {
        this.context.logger.info(`with ${this.token}`);
        if (this.token.endsWith('!')) throw new Error(`refused: ${this.token}`);
        return this.token.length;
      }
    }
    const project = await scratch();
    // Not written here: the code of this test is recorded.
    const token = randomBytes(12).toString('hex');
    const one = await project.run(Fetch, { token });
    expect(one.nodes[0]).toMatchObject({ node: expect.stringContaining('token=***'), params: { token: '***' } });
    expect((await project.run(Fetch, { token: `${token}2` })).counts.ran).toBe(1);
    expect((await project.run(Fetch, { token })).counts.cached).toBe(1);
    expect((await project.failing(Fetch, { token: `${token}!` })).message).toContain('refused: ***');
    const grep = promisify(execFile)('grep', ['-rla', token, project.root]);
    // It finds nothing, which grep calls 1.
    await expect(grep).rejects.toMatchObject({ code: 1 });
  });
});

describe('run: an output of undefined', () => {
  it('is an output like any other', async () => {
    @Task()
    class Nothing {
      run(): undefined {
        count('Nothing');
      }
    }
    @Task()
    class After {
      @From(Nothing) nothing!: undefined;
      run(): unknown {
        return [this.nothing, 'nothing' in this ? typeof this.nothing : 'undefined'];
      }
    }
    const of = counts();
    const project = await scratch();
    expect((await project.run(After)).output).toEqual([undefined, 'undefined']);
    expect((await project.run(Nothing)).output).toBeUndefined();
    expect(of('Nothing')).toBe(1);
  });
});

describe('run: record on PostgreSQL', () => {
  it('supports a run, a failed run and a resumed run as SQLite does', async () => {
    let broken = true;
    @Task()
    class Flaky {
      run(): string {
        if (broken) throw new Error('not yet');
        return 'x'.repeat(100_000);
      }
    }
    @Workflow()
    class Both {
      @From(Predict) ids!: string[];
      @From(Flaky) flaky!: string;
      run(): number {
        return this.ids.length + this.flaky.length;
      }
    }
    const project = await scratch(JSON.stringify({ record: { postgres: await freshDatabase() } }));
    expect(statuses(await project.failing(Both))).toEqual({ Both: 'skipped', Predict: 'ran', Flaky: 'failed' });
    broken = false;
    expect(await project.run(Both)).toMatchObject({ output: 100_002, counts: { ran: 2, cached: 1 } });
    expect(await project.run(Both)).toMatchObject({ output: 100_002, counts: { ran: 0, cached: 3 } });
    const cancelled = await project.failing(Both, {}, { signal: AbortSignal.abort(), force: true });
    expect(cancelled.code).toBe('RUN_CANCELLED');
    const runs = await project.ask((record) => record.runs());
    expect(runs.map(({ status }) => status)).toEqual(['cancelled', 'succeeded', 'succeeded', 'failed']);
  });
});

describe('run: changed code', () => {
  const files = {
    'factor.ts': 'export const factor = 2;',
    'load.ts': `
import { Task } from 'clew';
@Task() export class Load { run() { return 21; } }`,
    'workflow.ts': `
import { From, Task, Workflow } from 'clew';
import { factor } from './factor.ts';
import { Load } from './load.ts';
@Task() export class Times { @From(Load) load!: number; run() { return this.load * factor; } }
@Workflow() export class All { @From(Times) times!: number; run() { return this.times; } }`,
  };

  it('runs the tasks again that import it, and no others', async () => {
    const project = makeProject(files);
    const first = await project.json('run-workflow workflow.ts All');
    expect(first).toMatchObject({ output: 42, counts: { ran: 3 } });
    project.write({ 'factor.ts': 'export const factor = 3;' });
    const second = await project.json('run-workflow workflow.ts All');
    expect(second).toMatchObject({ output: 63, counts: { ran: 2, cached: 1 } });
    project.write({ 'factor.ts': 'export const factor = 2;' });
    expect(await project.json('run-workflow workflow.ts All')).toMatchObject({
      output: 42,
      counts: { ran: 0, cached: 3 },
    });
  });
});

describe('run: a start that the record refuses', () => {
  @Task()
  class Answers {
    run() {
      return 42;
    }
  }

  it.each(['pipeline_run', 'holder'])('leaves nothing behind when the table %s accepts no row', async (table) => {
    const made = await scratch();
    await made.run(Answers);
    const database = new DatabaseSync(path.join(made.root, '.clew/record.db'));
    database.exec(`create trigger full before insert on ${table} begin select raise(abort, 'there is no room'); end`);
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    const failing = made.execute(Answers, {}, { timeout: 3_600_000, force: true });
    await expect(failing).rejects.toThrow('there is no room');
    expect(timers()).toBe(before);
    database.exec('drop trigger full');
    database.close();
    // Neither one that is under way, nor one in the place of the next.
    const runs = await made.ask((record) => record.runs({ limit: 9 }));
    const failed = table === 'holder' ? ['failed'] : [];
    expect(runs.map(({ status }) => status)).toEqual([...failed, 'succeeded']);
    expect((await made.execute(Answers)).status).toBe('succeeded');
  });
});

describe('where a run executes its tasks', () => {
  it('is refused before anything runs, where there is no such place', async () => {
    const project = await scratch();
    const moon = { on: 'moon' as 'here' };
    await expect(project.run(Nightly, {}, moon)).rejects.toMatchObject({
      code: 'UNKNOWN_PLACE',
      message: 'on is "moon": tasks run here or on sagemaker.',
    });
    expect(await project.ask((record) => record.runs())).toEqual([]);
  });
});
