import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

/** Load gives a large value, which lies in a file, and Count a small one, which lies in the record. */
const workflow = `
import { appendFileSync } from 'node:fs';
import { From, FromEach, Param, Task, Workflow, type Output } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
const text = (n: number) => String.fromCharCode(97 + n).repeat(100_000);

@Task() export class Load {
  @Param() n!: number;
  run() { started('Load ' + this.n); return text(this.n); }
}
@Task() export class Count {
  @Param() n!: number;
  @From(Load) load!: Output<Load>;
  run() {
    started('Count ' + this.n);
    if (this.load !== text(this.n)) throw new Error('half of an artifact was read');
    return { n: this.n, length: this.load.length, padding: 'padding' };
  }
}
@Task({ version: process.env.SUM! }) export class Sum {
  @FromEach(Count, () => [0, 1, 2].map((n) => ({ n }))) counts!: Output<Count>[];
  @FromEach(Load, (self: Sum) => self.counts.map(({ n }) => ({ n }))) loads!: Output<Load>[];
  run() {
    started('Sum');
    return this.counts.reduce((sum, { length }) => sum + length, 0) + this.loads.join('').length;
  }
}
@Workflow() export class Report {
  @From(Sum) sum!: number;
  run() { started('Report'); return this.sum; }
}
`;

let project: Project;
let rounds = 0;
beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow });
});

/** A record in which everything has run once. */
async function filled() {
  const round = `round-${++rounds}`;
  const env = { CLEW_HOME: project.path(`.${round}`), STARTED: project.path(`${round}.txt`), SUM: '1' };
  const run = (sum: string) =>
    project.run('run-workflow workflow.ts Report --json --concurrency 4', { env: { ...env, SUM: sum } });
  expect((await run('1')).code).toBe(0);
  expect(project.lines(`${round}.txt`)).toHaveLength(8);
  const before = project.lines(`${round}.txt`).length;
  return {
    run,
    /** What has run since. */
    since: () => project.lines(`${round}.txt`).slice(before).toSorted(),
    loaded: (n: number) => fileWith(env.CLEW_HOME, String.fromCharCode(97 + n)),
    record: join(env.CLEW_HOME, 'record.db'),
  };
}

/** The file in the storage folder that begins like this. */
function fileWith(home: string, start: string): string {
  const found = readdirSync(join(home, 'storage'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').startsWith(start));
  expect(found).toHaveLength(1);
  return found[0]!;
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[5000]! ^= 1;
  writeFileSync(file, bytes);
}

const whole = { status: 'succeeded', output: 600_000 };

describe('damaged artifacts', () => {
  test('with a flipped bit are made again once, in the run that reads them, and nothing else runs', async () => {
    const { run, since, loaded } = await filled();
    flip(loaded(1));
    const { code, stdout, stderr } = await run('2');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ ...whole, counts: { ran: 2, cached: 6, failed: 0 } });
    expect(stderr).toMatch(/damaged what Load\(n=1\) gave to Sum: it is made again/);
    const load = document.nodes.find(({ node }: { node: string }) => node === 'Load(n=1)');
    expect(load).toMatchObject({ status: 'ran', reason: expect.stringContaining('what it made is damaged') });
    expect(since()).toEqual(['Load 1', 'Sum']);
    expect(JSON.parse((await run('2')).stdout)).toMatchObject({ ...whole, counts: { ran: 0 } });
  });

  test('that are truncated are made again', async () => {
    const { run, since, loaded } = await filled();
    truncateSync(loaded(2), 50_000);
    const { code, stdout } = await run('2');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ...whole, counts: { ran: 2, cached: 6 } });
    expect(since()).toEqual(['Load 2', 'Sum']);
  });

  test('in the record are made again too, even where the plan grows from them', async () => {
    const { run, since, record } = await filled();
    const database = new DatabaseSync(record);
    const changed = database
      .prepare(
        `update artifact set inline = cast(replace(inline, 'padding":"padding', 'padding":"paddinG') as blob)
         where inline is not null and inline like '%padding%' and inline like '%"n":0%'`,
      )
      .run().changes;
    database.close();
    expect(changed).toBe(1);
    const { code, stdout, stderr } = await run('2');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('what Count(n=0) gave to Sum') });
    expect(JSON.parse(stdout)).toMatchObject({ ...whole, counts: { ran: 2, cached: 6, failed: 0 } });
    expect(since()).toEqual(['Count 0', 'Sum']);
  });

  test('that depend on another damaged artifact are both made again', async () => {
    const { run, since, loaded, record } = await filled();
    flip(loaded(0));
    const database = new DatabaseSync(record);
    database.exec(
      `update artifact set inline = cast(replace(inline, 'padding":"padding', 'padding":"paddinG') as blob)`,
    );
    database.close();
    const { code, stdout } = await run('2');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ...whole, counts: { failed: 0 } });
    expect(since()).toEqual(['Count 0', 'Count 1', 'Count 2', 'Load 0', 'Sum']);
  });

  test('that are damaged on every write fail the run and name the file', async () => {
    project.write({
      'clew.config.ts': `
import { defineConfig } from 'clew';
const kept = new Map<string, Uint8Array>();
const flipped = (bytes: Uint8Array) => bytes.map((byte, at) => (at === 5000 ? byte ^ 1 : byte));
export default defineConfig({ storage: { default: 'rotten', layers: { rotten: {
  kind: 'rotten', place: (key: string) => 'rotten:' + key,
  put: async (key: string, bytes: Uint8Array) => void kept.set(key, flipped(bytes)),
  get: async (key: string) => kept.get(key)!, size: async (key: string) => kept.get(key)?.length,
  stream: async function* (key: string) { yield kept.get(key)!; }, remove: async () => {}, list: async function* () {},
} } } });`,
    });
    const env = { CLEW_HOME: project.path('.rotten'), STARTED: project.path('rotten.txt'), SUM: '1' };
    const { code, stdout } = await project.run('run-workflow workflow.ts Report', { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/The artifact "output" \(art-\w+\) at rotten:\S+ is not what was written there/);
    const loads = project.lines('rotten.txt').filter((name) => name.startsWith('Load'));
    expect(loads.toSorted()).toEqual(['Load 0', 'Load 0', 'Load 1', 'Load 1', 'Load 2', 'Load 2']);
  });
});
