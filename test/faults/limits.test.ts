import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, type Started, makeProject } from '../support/project.ts';

const settings = `
import { defineConfig } from 'clew';
export default defineConfig({ limits: { gpu: 2, licence: 1 } });
`;

/** Each unit is a file that only one can make: who finds none left has more than there is. */
const workflow = `
import { appendFileSync, closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { From, FromEach, Param, Task, TaskContext, Workflow } from 'clew';

function takeUnit(name: string, capacity: number): string {
  for (let unit = 0; unit < capacity; unit++) {
    const file = process.env.UNITS + '.' + name + unit;
    try {
      closeSync(openSync(file, 'wx'));
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error('There are more than ' + capacity + ' of ' + name);
}
async function use(what: string, needs: { gpu?: number; licence?: number }) {
  const files = [
    ...Array.from({ length: needs.gpu ?? 0 }, () => takeUnit('gpu', 2)),
    ...Array.from({ length: needs.licence ?? 0 }, () => takeUnit('licence', 1)),
  ];
  appendFileSync(process.env.STARTED!, what + '\\n');
  await setTimeout(1);
  for (const file of files) unlinkSync(file);
}

@Task({ limits: 'gpu' }) export class Small {
  @Param() who!: string;
  @Param() n!: number;
  async run() { await use('Small ' + this.who + ' ' + this.n, { gpu: 1 }); }
}
@Task({ limits: { gpu: 2 }, cache: false }) export class Large {
  @Param() who!: string;
  @Param() n!: number;
  async run() { await use('Large ' + this.who + ' ' + this.n, { gpu: 2 }); }
}
@Task({ limits: ['licence', 'gpu'] }) export class Both {
  @Param() who!: string;
  @Param() n!: number;
  async run() { await use('Both ' + this.who + ' ' + this.n, { gpu: 1, licence: 1 }); }
}
@Task({ limits: 'licence', retries: { times: 1, backoff: '1 ms' } }) export class Fails {
  @Param() who!: string;
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    await use('Fails ' + this.who + ' ' + this.n, { licence: 1 });
    if (this.context.attempt === 1) throw new Error('at first');
  }
}
const numbers = (length: number) => Array.from({ length }, (_, n) => ({ n }));
@Workflow() export class Mixed {
  @Param() who!: string;
  @FromEach(Small, () => numbers(20)) small!: void[];
  @FromEach(Large, () => numbers(5)) large!: void[];
  @FromEach(Both, () => numbers(10)) both!: void[];
  @FromEach(Fails, () => numbers(5)) fails!: void[];
  run() {}
}

/** Has both units until the file is there. */
@Task({ limits: { gpu: 2 } }) export class Held {
  @Param() who!: string;
  constructor(private readonly context: TaskContext) {}
  async run() {
    appendFileSync(process.env.STARTED!, this.who + '\\n');
    this.context.logger.info(this.who + ' is at it');
    while (!existsSync(process.env.GATE!)) await setTimeout(5, undefined, { signal: this.context.signal });
    return this.who;
  }
}
/** Many that take turns; the first of them waits for the file. */
@Task({ limits: 'licence' }) export class Turn {
  @Param() who!: string;
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    appendFileSync(process.env.STARTED!, this.who + ' ' + this.n + '\\n');
    this.context.logger.info(this.who + ' is at it');
    while (!existsSync(process.env.GATE!)) await setTimeout(5, undefined, { signal: this.context.signal });
  }
}
@Workflow() export class Turns {
  @Param() who!: string;
  @Param() length!: number;
  @FromEach(Turn, (self: Turns) => numbers(self.length)) turns!: void[];
  run() {}
}
@Workflow() export class Top {
  @Param() who!: string;
  @From(Held) held!: string;
  run() { return 'made by ' + this.held; }
}
`;

const records: { readonly [name: string]: () => Promise<{ readonly [variable: string]: string }> } = {
  SQLite: async () => ({}),
  PostgreSQL: async () => ({ CLEW_DATABASE_URL: await freshDatabase() }),
};

let project: Project;
let rounds = 0;
beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow, 'clew.config.ts': settings });
  // Translated once, so that what starts together runs together.
  await project.run('run-workflow workflow.ts Mixed --who nobody --dry-run');
});

describe.each(Object.keys(records))('limits of several processes on %s', { timeout: 40_000 }, (name) => {
  /** An empty record, and what several processes with it have in common. */
  async function together(variables: { readonly [variable: string]: string } = {}) {
    const round = `limits-${++rounds}`;
    const env = {
      CLEW_HOME: project.path(`.clew-${round}`),
      STARTED: project.path(`${round}.txt`),
      UNITS: project.path(round),
      GATE: project.path(`${round}.gate`),
      ...(await records[name]!()),
      ...variables,
    };
    return {
      env,
      at: (who: string): Started => project.start(`run-workflow workflow.ts Top --who ${who} --verbose`, { env }),
      started: () => project.lines(`${round}.txt`),
      open: () => project.write({ [`${round}.gate`]: '' }),
      limits: async (): Promise<any[]> => (await project.json('clew runs', { env })).limits,
    };
  }

  test('are never exceeded by four processes at once, and all succeed', async () => {
    const { env, started, limits } = await together();
    const run = (who: string): Promise<any> =>
      project.json(`run-workflow workflow.ts Mixed --who ${who} --concurrency 4`, { env });
    const documents = await Promise.all(['a', 'b', 'c', 'd'].map(run));
    for (const { status, nodes } of documents) {
      const failed = nodes.filter(({ status: is }: any) => is !== 'ran').map(({ error }: any) => error?.message);
      expect({ status, failed }).toEqual({ status: 'succeeded', failed: [] });
    }
    // Each of the five that fail does so once.
    expect(started()).toHaveLength(4 * (20 + 5 + 10 + 2 * 5));
    expect(await limits()).toEqual([]);
  });

  test('are named by a waiting run, shown by the record with their holder, and given back', async () => {
    const { env, at, started, open, limits } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until(`waiting for gpu, held by pid ${first.child.pid} on `);
    await expect
      .poll(limits, { timeout: 20_000 })
      .toMatchObject([{ limit: 'gpu', units: 2, node: 'Held(who=first)', pid: first.child.pid }]);
    const [{ run, host }] = await limits();
    const line = new RegExp(`limits\\n +gpu +2 +Held\\(who=first\\) +${run} +pid ${first.child.pid} on ${host} `);
    expect((await project.run('clew runs', { env })).stdout).toMatch(line);
    expect((await project.run(`clew show ${run}`, { env })).stdout).toMatch(line);
    expect((await project.json(`clew show ${run}`, { env })).limits).toHaveLength(1);
    open();
    expect((await Promise.all([first.ended, second.ended])).map(({ code }) => code)).toEqual([0, 0]);
    expect(started()).toEqual(['first', 'second']);
  });

  test('are given to the run that has waited longest, not to one with many waiting tasks', async () => {
    const { env, started, open } = await together();
    const at = (who: string, length: number): Started =>
      project.start(`run-workflow workflow.ts Turns --who ${who} --length ${length} --verbose`, { env });
    const first = at('first', 30);
    await first.until('first is at it');
    const second = at('second', 1);
    await second.until('waiting for licence, held by pid');
    open();
    expect((await Promise.all([first.ended, second.ended])).map(({ code }) => code)).toEqual([0, 0]);
    expect(started().slice(0, 3)).toEqual(['first 0', 'second 0', 'first 1']);
    expect(started()).toHaveLength(31);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('are free for another run after %s', async (signal) => {
    const { at, started, open, limits } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until('waiting for gpu, held by');
    first.child.kill(signal);
    await second.until('second is at it');
    await first.ended;
    await expect.poll(limits, { timeout: 20_000 }).toMatchObject([{ units: 2, pid: second.child.pid }]);
    open();
    expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by second') });
    expect(started()).toEqual(['first', 'second']);
  });

  test('are waited for until Ctrl-C, which leaves the other run alone', async () => {
    const { at, started, open } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until('waiting for gpu, held by');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(130);
    open();
    expect((await first.ended).code).toBe(0);
    expect(started()).toEqual(['first']);
  });

  test('are lost by a run that was stopped for longer than its lease, which still succeeds', async () => {
    const { at, started, open, limits } = await together({ CLEW_LEASE_EXPIRY: '1500' });
    const first = at('first');
    await first.until('first is at it');
    first.child.kill('SIGSTOP');
    const second = at('second');
    await second.until('second is at it');
    first.child.kill('SIGCONT');
    // It goes on beside the other, and counts again.
    const pids = async (): Promise<number[]> => (await limits()).map(({ pid }) => pid).toSorted();
    await expect.poll(pids, { timeout: 20_000 }).toEqual([first.child.pid!, second.child.pid!].toSorted());
    open();
    expect((await Promise.all([first.ended, second.ended])).map(({ code }) => code)).toEqual([0, 0]);
    expect(started()).toEqual(['first', 'second']);
    expect(await limits()).toEqual([]);
  });
});
