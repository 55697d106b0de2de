import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, type Started, makeProject } from '../support/project.ts';

/** 120 parts, 8 chains of 9 links, 7 that take many parts, and one sink: 200 nodes that overlap everywhere. */
const workflow = `
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { scrypt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { From, FromEach, FromIf, Param, Task, TaskContext, Workflow, type Output } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
/** Asks another program, which nobody watches: processes that differ in it share results. */
const variable = (name: string) => execFileSync('printenv', [name], { encoding: 'utf8' }).trim();
/** Some milliseconds of work outside of the main thread. */
const work = async (salt: string) => (await promisify(scrypt)(salt, salt, 32, { N: 512 } as never) as Buffer).toString('hex');

@Task() export class Part {
  @Param() n!: number;
  async run() { started('Part ' + this.n); return await work('part ' + this.n); }
}
@Task() export class Link {
  @Param() chain!: number;
  @Param() step!: number;
  @From(Part, (self: Link) => ({ n: self.chain * 4 })) part!: Output<Part>;
  @FromIf(Link, (self: Link) => self.step > 0, (self: Link) => ({ chain: self.chain, step: self.step - 1 })) before?: string;
  async run(): Promise<string> {
    started('Link ' + this.chain + ' ' + this.step);
    return await work(this.part + (this.before ?? 'first') + this.step);
  }
}
@Task() export class Sum {
  @Param() from!: number;
  @FromEach(Part, (self: Sum) => Array.from({ length: 40 }, (_, n) => ({ n: (self.from + n) % 120 }))) parts!: Output<Part>[];
  async run() { started('Sum ' + this.from); return await work(this.parts.join()); }
}
@Workflow() export class Sink {
  @FromEach(Part, () => Array.from({ length: 120 }, (_, n) => ({ n }))) parts!: Output<Part>[];
  @FromEach(Link, () => Array.from({ length: 8 }, (_, chain) => ({ chain, step: 8 }))) chains!: string[];
  @FromEach(Sum, () => Array.from({ length: 7 }, (_, n) => ({ from: n * 15 }))) sums!: string[];
  async run() { started('Sink'); return await work([...this.parts, ...this.chains, ...this.sums].join()); }
}

/** Goes on when the file is there; gives who made it. */
@Task({ ignore: ['*.gate'] }) export class Held {
  constructor(private readonly context: TaskContext) {}
  async run() {
    started('Held ' + variable('WHO'));
    this.context.logger.info(variable('WHO') + ' is at it');
    while (!existsSync(process.env.GATE!)) await setTimeout(5, undefined, { signal: this.context.signal });
    return variable('WHO');
  }
}
@Workflow() export class After {
  @From(Held) held!: string;
  run() { return 'made by ' + this.held; }
}
`;
const nodes = 200;
/** Seconds instead of half a minute until a silent run's leases are taken over. */
const expiry = '1500';

const records: { readonly [name: string]: () => Promise<{ readonly [variable: string]: string }> } = {
  SQLite: async () => ({}),
  PostgreSQL: async () => ({ CLEW_DATABASE_URL: await freshDatabase() }),
};

let project: Project;
let rounds = 0;
beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow });
  // Translated once, so that what starts together runs together.
  await project.run('run-workflow workflow.ts Sink --dry-run');
});

describe.each(Object.keys(records))('several processes with one record on %s (leases)', { timeout: 40_000 }, (name) => {
  /** An empty record, and what several processes with it have in common. */
  async function together(settings: { readonly [variable: string]: string } = {}) {
    const round = `round-${++rounds}`;
    const env = {
      CLEW_HOME: project.path(`.clew-${round}`),
      STARTED: project.path(`${round}.txt`),
      GATE: project.path(`${round}.gate`),
      ...(await records[name]!()),
      ...settings,
    };
    const at = (who: string): Started =>
      project.start('run-workflow workflow.ts After --verbose', { env: { ...env, WHO: who } });
    return {
      env,
      at,
      started: () => project.lines(`${round}.txt`),
      open: () => project.write({ [`${round}.gate`]: '' }),
    };
  }

  test.each([2, 8])('%i processes with the same plan run every node once, and all get the result', async (number) => {
    const { env, started } = await together();
    const command = 'run-workflow workflow.ts Sink --concurrency 4';
    const documents = await Promise.all(Array.from({ length: number }, () => project.json(command, { env })));
    expect(started().toSorted()).toEqual([...new Set(started())].toSorted());
    expect(started()).toHaveLength(nodes);
    for (const { status, output, counts } of documents) {
      expect({ status, output }).toEqual({ status: 'succeeded', output: documents[0].output });
      expect(counts).toMatchObject({ total: nodes, failed: 0 });
    }
    expect(documents.reduce((sum, { counts }) => sum + counts.ran, 0)).toBe(nodes);
    expect((await project.json('clew runs', { env })).leases).toEqual([]);
  });

  test('a waiting run names the run that holds the lease, the record shows it, and the result arrives', async () => {
    const { env, at, started, open } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until(`waiting for Held, held by pid ${first.child.pid} on `);
    const seen = async (): Promise<any[]> => (await project.json('clew runs', { env })).leases;
    await expect.poll(seen, { timeout: 20_000 }).toMatchObject([{ node: 'Held', pid: first.child.pid }]);
    const [{ run, host }] = await seen();
    expect((await project.run(`clew show ${run}`, { env })).stdout).toContain('being run');
    expect((await project.run('clew runs', { env })).stdout).toMatch(
      new RegExp(`being run\\n +Held +${run} +pid ${first.child.pid} on ${host} `),
    );
    open();
    const ended = await Promise.all([first.ended, second.ended]);
    for (const { code, stdout } of ended) {
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('made by first') });
    }
    expect(started()).toEqual(['Held first']);
  });

  test('Ctrl-C releases the leases of a run, and a waiting run takes over at once', async () => {
    const { at, started, open } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until('waiting for Held, held by');
    first.child.kill('SIGINT');
    await second.until('second is at it');
    open();
    expect((await first.ended).code).toBe(130);
    expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by second') });
    expect(started()).toEqual(['Held first', 'Held second']);
  });

  test('Ctrl-C ends a waiting run, and leaves the other alone', async () => {
    const { at, open } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until('waiting for Held, held by');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(130);
    open();
    expect(await first.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by first') });
  });

  test('the leases of a killed run are taken over', async () => {
    const { env, at, started, open } = await together();
    const first = at('first');
    await first.until('first is at it');
    const second = at('second');
    await second.until('waiting for Held, held by');
    first.child.kill('SIGKILL');
    await second.until('second is at it');
    expect((await first.ended).signal).toBe('SIGKILL');
    expect((await project.json('clew runs', { env })).leases).toMatchObject([{ pid: second.child.pid }]);
    open();
    expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by second') });
    expect(started()).toEqual(['Held first', 'Held second']);
  });

  test.each(['after', 'while'])(
    'a run stopped for longer than its lease, which goes on %s the other run, commits nothing over it and succeeds',
    async (when) => {
      const { env, at, started, open } = await together({ CLEW_LEASE_EXPIRY: expiry });
      const first = at('first');
      await first.until('first is at it');
      first.child.kill('SIGSTOP');
      const second = at('second');
      await second.until('second is at it');
      if (when === 'while') first.child.kill('SIGCONT');
      open();
      expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by second') });
      if (when === 'after') first.child.kill('SIGCONT');
      expect(await first.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('made by second') });
      expect(started()).toEqual(['Held first', 'Held second']);
      const { runs } = await project.json('clew runs', { env });
      const all = await Promise.all(runs.map(({ id }: { id: string }) => project.json(`clew show ${id}`, { env })));
      const ran = all.flatMap((run) => run.nodes).filter(({ node, status }) => node === 'Held' && status === 'ran');
      expect(ran).toHaveLength(1);
    },
  );
});
