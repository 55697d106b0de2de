import { beforeAll, describe, expect, test } from 'vitest';
import { openRecord } from '../../src/lineage/open-record.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, makeProject } from '../support/project.ts';

/** What a process takes for the time of day, off by what a file says from one moment to the next. */
const shifted = `
import { readFileSync } from 'node:fs';
const now = Date.now;
const offset = () => { try { return Number(readFileSync(process.env.OFFSET, 'utf8')); } catch { return 0; } };
Date.now = () => now() + offset();
globalThis.Date = class extends Date { constructor(...args) { super(...(args.length > 0 ? args : [Date.now()])); } };
`;

const workflow = `
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { From, FromEach, Param, Task, TaskContext, Workflow } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
/** Asks another program, which nobody watches: processes that differ in it share results. */
const variable = (name: string) => execFileSync('printenv', [name], { encoding: 'utf8' }).trim();

@Task() export class Part {
  @Param() n!: number;
  run() { started('Part ' + this.n); return this.n; }
}
/** Goes on when the file is there. */
@Task({ cache: { for: '30 days' }, ignore: ['*.gate'] }) export class Held {
  @FromEach(Part, () => Array.from({ length: 20 }, (_, n) => ({ n }))) parts!: number[];
  constructor(private readonly context: TaskContext) {}
  async run() {
    started('Held');
    this.context.logger.info(variable('WHO') + ' is at it');
    while (!existsSync(process.env.GATE!)) await setTimeout(5, undefined, { signal: this.context.signal });
    return variable('WHO') + ' ' + this.parts.length;
  }
}
@Workflow() export class After {
  @From(Held) held!: string;
  run() { started('After'); return 'made by ' + this.held; }
}
`;
const day = 86_400_000;
const command = 'run-workflow workflow.ts After';

let project: Project;
let rounds = 0;
beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow, 'shifted.mjs': shifted });
  await project.run(`${command} --dry-run`);
});

/** An empty record. Each process has a clock of its own, which the test sets. */
function fresh(settings: { readonly [variable: string]: string } = {}) {
  const round = `round-${++rounds}`;
  const envOf = (who: string) => ({
    CLEW_HOME: project.path(`.${round}`),
    STARTED: project.path(`${round}.txt`),
    GATE: project.path(`${round}.gate`),
    WHO: who,
    OFFSET: project.path(`${round}.${who}`),
    NODE_OPTIONS: `--import ${project.path('shifted.mjs')}`,
    ...settings,
  });
  return {
    start: (who: string) => project.start(`${command} --verbose`, { env: envOf(who) }),
    json: (who: string, what = command) => project.json(what, { env: envOf(who) }),
    set: (who: string, offset: number) => project.write({ [`${round}.${who}`]: String(offset) }),
    open: () => project.write({ [`${round}.gate`]: '' }),
    started: () => project.lines(`${round}.txt`),
    record: () => openRecord({ sqlite: project.path(`.${round}/record.db`) }),
  };
}

describe.each([
  ['ahead', day],
  ['back', -day],
])('clock that jumps a day %s', (_, offset) => {
  test('in mid-run: the run goes on, nothing ends before it began, and nothing runs again afterwards', async () => {
    const { start, json, set, open, started, record } = fresh();
    const run = start('me');
    await run.until('me is at it');
    set('me', offset);
    open();
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('made by me 20') });
    expect(stdout + stderr).not.toMatch(/-\d+(\.\d+)? (ms|s|min|h)\b/);
    const reader = await record();
    const { id, startedAt, endedAt } = (await reader.runs())[0]!;
    const { nodes } = await reader.run(id);
    await reader.close();
    for (const each of [...nodes, { startedAt, endedAt }]) {
      expect(each.endedAt!).toBeGreaterThanOrEqual(each.startedAt);
      expect(each.endedAt! - each.startedAt).toBeLessThan(day / 2);
    }
    // The same clock, one that is right again, and one that is a little off all find what is there.
    for (const later of [offset, 0, -3_600_000]) {
      set('me', later);
      expect(await json('me')).toMatchObject({ status: 'succeeded', counts: { ran: 0, cached: 22 } });
    }
    expect(started()).toHaveLength(22);
  });

  test.each(['SQLite', 'PostgreSQL'])(
    'leases: the run neither is declared dead nor declares others dead, on %s',
    async (name) => {
      const { start, set, open, started } = fresh(
        name === 'SQLite' ? {} : { CLEW_DATABASE_URL: await freshDatabase() },
      );
      const first = start('first');
      await first.until('first is at it');
      set('second', offset);
      const second = start('second');
      await second.until('waiting for Held');
      set('first', 2 * offset);
      const third = start('third');
      await third.until('waiting for Held');
      open();
      for (const { code, stdout } of await Promise.all([first.ended, second.ended, third.ended])) {
        expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('made by first 20') });
      }
      expect(started().toSorted()).toEqual([...new Set(started())].toSorted());
    },
  );
});

test('clock: a cached result from the future expires (cache.for) once it is further away than its allowed age, and runs once', async () => {
  const { json, set, open, started } = fresh();
  open();
  set('me', 100 * day);
  expect(await json('me')).toMatchObject({ counts: { ran: 22 } });
  set('me', 99 * day);
  expect(await json('me')).toMatchObject({ counts: { ran: 0 } });
  set('me', 0);
  const { nodes } = await json('me');
  const held = nodes.find(({ node }: { node: string }) => node === 'Held');
  expect(held).toMatchObject({ status: 'ran', reason: expect.stringMatching(/^expired: made .* from now/) });
  expect(await json('me')).toMatchObject({ counts: { ran: 0 } });
  expect(started().filter((name) => name === 'Held')).toHaveLength(2);
  // Their order is that of what the clocks said.
  const { runs } = await json('me', 'clew runs');
  expect(runs.map(({ counts }: { counts: { ran: number } }) => counts.ran)).toEqual([22, 0, 0, 1]);
});
