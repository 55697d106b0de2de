import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { freshDatabase, query } from '../support/postgres.ts';
import { type Project, makeProject } from '../support/project.ts';
import { startProxy } from './help/proxy.ts';
import { randoms, seed } from '../support/random.ts';

/** 64 parts, and 8 chains of 8 links over them. */
const workflow = `
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { From, FromEach, FromIf, Param, Task, TaskContext, Workflow, type Output } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
/** Asks another program, which nobody watches: processes that differ in it share results. */
const variable = (name: string) => execFileSync('printenv', [name], { encoding: 'utf8' }).trim();
/** Some milliseconds of work outside of the main thread. */
const work = async (salt: string) => (await promisify(scrypt)(salt, salt, 32, { N: 4096 } as never) as Buffer).toString('hex');

@Task() export class Part {
  @Param() n!: number;
  async run() { started('Part ' + this.n); return await work('part ' + this.n); }
}
@Task() export class Link {
  @Param() chain!: number;
  @Param() step!: number;
  @From(Part, (self: Link) => ({ n: self.chain * 8 })) part!: Output<Part>;
  @FromIf(Link, (self: Link) => self.step > 0, (self: Link) => ({ chain: self.chain, step: self.step - 1 })) before?: string;
  async run(): Promise<string> {
    started('Link ' + this.chain + ' ' + this.step);
    return await work(this.part + (this.before ?? 'first') + this.step);
  }
}
/** Goes on when the file is there. */
@Task({ ignore: ['*.gate'] }) export class Held {
  constructor(private readonly context: TaskContext) {}
  async run() {
    started('Held');
    this.context.logger.info('at it');
    while (!existsSync(process.env.STARTED! + '.gate')) await setTimeout(5, undefined, { signal: this.context.signal });
    return variable('WHO');
  }
}
@Workflow() export class Sink {
  @FromEach(Part, () => Array.from({ length: 64 }, (_, n) => ({ n }))) parts!: Output<Part>[];
  @FromEach(Link, () => Array.from({ length: 8 }, (_, chain) => ({ chain, step: 7 }))) chains!: string[];
  async run() { started('Sink'); return await work([...this.parts, ...this.chains].join()); }
}
`;
const nodes = 64 + 8 * 8 + 1;
const command = 'run-workflow workflow.ts Sink --concurrency 4';

let project: Project;
beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow });
  await project.run('run-workflow workflow.ts Sink --dry-run');
});

/** Two runs of the whole plan beside each other on one record. */
function two(round: string, database: string) {
  const env = { CLEW_HOME: project.path(`.${round}`), CLEW_DATABASE_URL: database, STARTED: project.path(round) };
  return {
    env,
    runs: [1, 2].map(() => project.start(`${command} --json`, { env })),
    started: () => project.lines(round),
  };
}

/** Every node was executed once, committed once, and both runs have the whole. */
async function wholeAndOnce({ env, runs, started }: ReturnType<typeof two>): Promise<readonly string[]> {
  const ended = await Promise.all(runs.map((run) => run.ended));
  expect(ended.map(({ code, stderr }) => ({ code, stderr: code === 0 ? '' : stderr }))).toEqual(
    runs.map(() => ({ code: 0, stderr: '' })),
  );
  const documents = ended.map(({ stdout }) => JSON.parse(stdout) as { output: string });
  expect(new Set(documents.map(({ output }) => output)).size).toBe(1);
  expect(started().toSorted()).toEqual([...new Set(started())].toSorted());
  expect(started()).toHaveLength(nodes);
  const again = await project.json(command, { env });
  expect(again).toMatchObject({ output: documents[0]!.output, counts: { ran: 0, cached: nodes } });
  return ended.map(({ stderr }) => stderr);
}

describe('PostgreSQL that goes away', { timeout: 60_000 }, () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.stop());

  test('after a crash in mid-run, runs wait for it, say so, and lose or repeat nothing', async () => {
    const both = two('restart', server.url);
    for (const share of [0.2, 0.5, 0.8]) {
      await expect.poll(() => both.started().length, { timeout: 20_000 }).toBeGreaterThan(nodes * share);
      await server.crash();
      await Promise.all(both.runs.map((run) => run.until(`waiting for the record postgres://postgres@`)));
      await server.start();
    }
    for (const stderr of await wholeAndOnce(both)) {
      expect(stderr).toContain('is back: going on');
      expect(stderr).not.toContain('thread');
    }
    const ran = `select count(*)::int as n, count(distinct identity)::int as nodes from component_run where status = 'ran' and run is not null`;
    expect(await query(server.url, ran)).toEqual([{ n: nodes, nodes }]);
  });

  test('for longer than leases last: runs get time to renew their leases afterwards', async () => {
    const started = project.path('long');
    const env = { CLEW_HOME: project.path('.long'), CLEW_DATABASE_URL: server.url, STARTED: started };
    const at = (who: string) =>
      project.start('run-workflow workflow.ts Held --verbose', {
        env: { ...env, CLEW_LEASE_EXPIRY: '1500', WHO: who },
      });
    const first = at('first');
    await first.until('at it');
    const second = at('second');
    await second.until('waiting for Held');
    await server.crash();
    const expired = performance.now() + 1600;
    await expect.poll(() => performance.now(), { timeout: 5000 }).toBeGreaterThan(expired);
    await server.start();
    await Promise.all([first, second].map((run) => run.until('is back: going on')));
    project.write({ 'long.gate': '' });
    for (const { code, stdout } of await Promise.all([first.ended, second.ended])) {
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('output  first') });
    }
    expect(project.lines('long')).toEqual(['Held']);
  });
});

test(`PostgreSQL with lost answers, of commits too, is asked again and holds nothing twice (seed ${seed})`, async () => {
  const random = randoms(seed);
  const database = await freshDatabase();
  await project.run('clew db migrate', { env: { CLEW_DATABASE_URL: database } });
  // The first ones get through: a server that was never there is not waited for.
  const proxy = await startProxy(database, (answers) => answers > 20 && random() < 0.1);
  const both = two('lossy', proxy.url);
  await wholeAndOnce(both).finally(() => proxy.stop());
  expect(proxy.lost()).toBeGreaterThan(0);
});

test('PostgreSQL that stays away ends the run after a while with the next step, and the same command resumes', async () => {
  const database = await freshDatabase();
  const proxy = await startProxy(database, () => false);
  const env = { CLEW_HOME: project.path('.gone'), STARTED: project.path('gone') };
  const first = project.start(command, { env: { ...env, CLEW_DATABASE_URL: proxy.url, CLEW_LEASE_EXPIRY: '750' } });
  await expect.poll(() => project.lines('gone').length, { timeout: 20_000 }).toBeGreaterThan(nodes / 4);
  proxy.set(false);
  const { code, stderr } = await first.ended;
  await proxy.stop();
  expect(code).toBe(2);
  expect(stderr).toContain('waiting for the record postgres://postgres@');
  expect(stderr).toMatch(/The record postgres:\S+ can't be used: .+\.\n.*what was committed is safe/);
  const committed = `select node from component_run where status = 'ran' and run is not null`;
  const before = (await query(database, committed)).length;
  expect(before).toBeGreaterThan(0);
  const document = await project.json(command, { env: { ...env, CLEW_DATABASE_URL: database } });
  expect(document).toMatchObject({ status: 'succeeded', counts: { ran: nodes - before, cached: before } });
});
