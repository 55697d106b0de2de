import { DatabaseSync } from 'node:sqlite';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';

const head = `
import { From, FromEach, Param, Task, TaskContext, Workflow, StorageLayer, lineage } from 'clew';
`;

/** A file that isn't there yet, in a folder that is nobody's dependency: what tasks find out there isn't noted. */
const unnoted = (name: string): string => join(tmpdir(), `clew-test-${process.pid}-${name}`);

function writeUnnoted(name: string): void {
  writeFileSync(unnoted(name), '');
  onTestFinished(() => rmSync(unnoted(name)));
}

/** Everything on disk but the program's own, and what the record holds; caches may change. */
function stateOf(project: Project): Readonly<Record<string, unknown>> {
  const files = readdirSync(project.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[/\\]\.clew[/\\](?:cache|copies|record\.db)/.test(file));
  const db = new DatabaseSync(project.path('.clew/record.db'), { readOnly: true });
  const tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  const rows = tables.map(({ name }) => [name, db.prepare(`select * from "${String(name)}"`).all()]);
  db.close();
  return { files: files.toSorted().map((file) => [file, readFileSync(file, 'hex')]), rows };
}

const findingOf = (audit: any, task: string): any => audit.findings.find((one: any) => one.task === task);

const clean = {
  'clew.config.ts': `
import { defineConfig } from 'clew';
export default defineConfig({ storage: { layers: { fast: { memory: true }, disk: { folder: 'kept' } } } });`,
  'workflow.ts': `${head}
import { writeFileSync } from 'node:fs';
import { file, folder } from 'clew';
const count = lineage.register('count', {}, (rows: number[]) => rows.length);
@Task({ storage: 'disk' }) export class Load { @Param() size = 3; run() { return Array.from({ length: this.size }, (_, i) => i); } }
@Task({ storage: 'fast' }) export class Big { run() { return new Uint8Array(100_000).fill(7); } }
@Task({ isolate: 'thread' }) export class Files {
  constructor(private readonly context: TaskContext, private readonly storage: StorageLayer) {}
  async run() {
    const out = await this.context.scratch('out');
    writeFileSync(out + '/a.txt', 'a'.repeat(1000));
    return { all: folder(out), one: await this.storage.store('one', file(out + '/a.txt')) };
  }
}
@Task() export class Count { @From(Load) rows!: number[]; @From(Big) big!: Uint8Array; run() { return [count(this.rows), this.big.length]; } }
@Task() export class Tally { @From(Load) rows!: number[]; run() { return count(this.rows); } }
@Task({ cache: false }) export class Send { run() { return Math.random(); } }
@Task() export class Scored { @Param() n!: number; run() { return { id: lineage.log(), n: this.n }; } }
@Task() export class Day {
  @Param() day = new Date('2026-11-01');
  run() {
    class Moment extends Date {}
    const later = new Date(this.day.getTime() + 1);
    const kinds = [later.constructor === Date, later instanceof Date, new Moment(1) instanceof Moment, Date.UTC(2026, 1)];
    return { day: this.day, later, kinds, copy: structuredClone(later), names: [Date.name, Math.random.name, Date.length] };
  }
}
@Workflow() export class Nightly {
  @From(Day) day!: unknown;
  @From(Count) count!: unknown;
  @From(Files) files!: unknown;
  @From(Tally) tally!: number;
  @From(Send) sent!: number;
  @FromEach(Scored, () => [1, 2, 3, 4].map((n) => ({ n }))) scored!: unknown[];
  run() { return { count: this.count, scored: this.scored.length }; }
}`,
};

describe('clew audit', () => {
  test('finds nothing in a deterministic project, and changes neither its files nor its record', async () => {
    const project = makeProject(clean);
    const ran = await project.run('run-workflow workflow.ts Nightly --audit 100% --audit-seed 7');
    expect(ran.stderr + ran.stdout).toContain('all the same');
    expect(ran.stdout).toMatch(
      /^audit {3}11 of 11 results executed again, each in a process of its own: all the same$/m,
    );
    expect(ran.code).toBe(0);
    const before = stateOf(project);
    const audited = await project.run('clew audit --sample 100%');
    expect(audited.stderr).toContain('auditing run-');
    // What lay in the memory of the run's process is gone with it, and with that who took it.
    expect(audited.stdout).toContain(
      'audit   8 of 8 results executed again, each in a process of its own: all the same',
    );
    expect(audited.code).toBe(0);
    expect(stateOf(project)).toEqual(before);
  }, 90_000);

  const planted = {
    'memo.ts': `export const memo: { rows?: number } = {};`,
    'rates.mjs': `export const rate = async (url) => (await fetch(url)).text();`,
    'workflow.ts': `${head}
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite'; import { existsSync } from 'node:fs';
import { memo } from './memo.ts';
// @ts-ignore
import { rate } from './rates.mjs';
@Task() export class Plain { run() { Date.now(); return { loss: 0.5 }; } }
@Task() export class First { run() { memo.rows ??= 1; return memo.rows; } }
@Task() export class Second { @From(First) first!: number; run() { return { rows: (memo.rows ?? 0) + 10, first: this.first }; } }
@Task() export class Clock { run() {
  return { moment: new Date().toISOString(), loss: 0.5 };
} }
@Task() export class Chance { run() { return [Math.random() > 2, randomUUID()]; } }
@Task() export class Rates { @Param() url!: string; async run() { return { euro: await rate(this.url) }; } }
@Task() export class Prices { run() { const db = new DatabaseSync('prices.db'); try { return db.prepare('select price from prices').all(); } finally { db.close(); } } }
@Task() export class Flaky { run() { if (existsSync('${unnoted('broken')}')) throw new TypeError('no more'); return 1; } }
@Workflow() export class All {
  @Param() url!: string;
  @From(Plain) plain!: unknown; @From(Second) second!: unknown; @From(Clock) clock!: unknown; @From(Chance) chance!: unknown;
  @From(Rates) rates!: unknown; @From(Prices) prices!: unknown; @From(Flaky) flaky!: unknown;
  run() { return 1; }
}`,
  };

  function price(project: Project, value: number): void {
    const db = new DatabaseSync(project.path('prices.db'));
    db.exec(`create table if not exists prices (price); delete from prices; insert into prices values (${value})`);
    db.close();
  }

  async function withRates(work: (url: string, answer: (text: string) => void) => Promise<void>): Promise<void> {
    let rate = '1.1';
    const server = createServer((_, response) => response.end(rate));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    try {
      await work(`http://127.0.0.1:${port}/euro`, (text) => (rate = text));
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  test('reports process state, the clock, randomness, the network, a database and a failure, each by its kind', async () => {
    const project = makeProject(planted);
    price(project, 10);
    await withRates(async (url, answer) => {
      expect((await project.run(['run-workflow', 'workflow.ts', 'All', '--url', url])).code).toBe(0);
      answer('1.2');
      price(project, 12);
      writeUnnoted('broken');
      const before = stateOf(project);
      const audited = await project.run('clew audit --sample 100% --json');
      expect(audited.code).toBe(1);
      const { audit, run } = JSON.parse(audited.stdout);
      expect(stateOf(project)).toEqual(before);
      expect(run).toMatch(/^run-/);
      expect(audit).toMatchObject({ target: expect.stringContaining('All('), sample: '100%', cancelled: false });
      expect(audit.counts).toEqual({ found: 9, drawn: 9, same: 3, different: 6, notAudited: 0 });
      const changesOf = (task: string): any => findingOf(audit, task).output[0].content.changes;

      expect(findingOf(audit, 'Second')).toMatchObject({ kind: 'process-state', node: 'Second', outsideUses: [] });
      expect(changesOf('Second')).toEqual([{ at: 'rows', what: 'value', from: '11', to: '10' }]);

      expect(findingOf(audit, 'Clock')).toMatchObject({
        kind: 'not-deterministic',
        outsideUses: [{ kind: 'clock', what: 'new Date()', at: 'workflow.ts:13', package: null }],
      });
      expect(changesOf('Clock')).toMatchObject([{ at: 'moment', what: 'value' }]);

      expect(findingOf(audit, 'Chance')).toMatchObject({
        kind: 'not-deterministic',
        outsideUses: [
          { kind: 'random', what: 'Math.random()', at: 'workflow.ts:15' },
          { kind: 'random', what: 'crypto.randomUUID()', at: 'workflow.ts:15' },
        ],
      });
      expect(changesOf('Chance')).toMatchObject([{ at: '[1]' }]);

      expect(findingOf(audit, 'Rates')).toMatchObject({
        kind: 'outside',
        outsideUses: [{ kind: 'network', what: url, at: 'rates.mjs:1' }],
      });
      expect(changesOf('Rates')).toEqual([{ at: 'euro', what: 'value', from: '"1.1"', to: '"1.2"' }]);

      expect(findingOf(audit, 'Prices')).toMatchObject({
        kind: 'outside',
        outsideUses: [{ kind: 'database', what: 'prices.db', at: 'workflow.ts:17' }],
      });
      expect(findingOf(audit, 'Flaky')).toMatchObject({
        kind: 'fails',
        error: { message: 'no more', at: 'workflow.ts:18' },
      });

      const told = await project.run('clew audit --sample 100%');
      expectNoStack(told.stdout + told.stderr);
      expect(told.stdout).toContain('✗ Clock is not deterministic');
      expect(told.stdout).toContain('    it reads the clock: new Date() at workflow.ts:13\n');
      expect(told.stdout).toContain('✗ Second depends on what ran before it in its process');
      expect(told.stdout).toContain('    rows 11 → 10\n');
      expect(told.stdout).toContain(`    it asks the network: ${url} at rates.mjs:1\n`);
      expect(told.stdout).toContain(`say them with @Task({ reads: ['prices.db'] })`);
      expect(told.stdout).toContain('✗ Flaky fails today');
      expect(told.stdout).toContain('    no more  workflow.ts:18\n');
      // What reads the clock for no result is nobody's business.
      expect(told.stdout).not.toContain('Plain');
      expect(told.stdout).toContain('audit   9 of 9 results executed again');
    });
  }, 120_000);

  const many = {
    'workflow.ts': `${head}
@Task() export class Part { @Param() n!: number; run() { return this.n * 2; } }
@Task() export class Bad { run() { return Math.random(); } }
@Workflow() export class Sum {
  @FromEach(Part, () => Array.from({ length: 20 }, (_, n) => ({ n }))) parts!: number[];
  @From(Bad) bad!: number;
  run() { return this.parts.length; }
}`,
  };

  test('draws the same sample for the same seed, and a finding makes the exit code of the run 1', async () => {
    const project = makeProject(many);
    const audited = async (words: string): Promise<string[]> => {
      const { stderr, stdout, code } = await project.run(`clew audit --verbose ${words}`);
      expect([0, 1]).toContain(code);
      expect(stdout).toContain('audit   3 of 22 results executed again');
      return [...stderr.matchAll(/^[✓✗] (\S+)/gm)].map(([, node]) => node!).toSorted();
    };
    const first = await project.run('run-workflow workflow.ts Sum --audit 100% --json');
    expect(first.code).toBe(1);
    const { status, output, audit } = JSON.parse(first.stdout);
    expect({ status, output }).toEqual({ status: 'succeeded', output: 20 });
    expect(audit.counts).toMatchObject({ found: 22, drawn: 22, different: 1 });

    const one = await audited('--sample 3 --seed abc');
    expect(one).toHaveLength(3);
    expect(await audited('--sample 3 --seed abc')).toEqual(one);
    expect(await audited('--sample 0.1 --seed abc')).toEqual(one);
    expect(await audited('--sample 3 --seed other')).not.toEqual(one);
  }, 120_000);

  test('reports randomness at import, and the package that reads the clock', async () => {
    const project = makeProject({
      'node_modules/ids/package.json': { name: 'ids', version: '1.0.0', type: 'module', exports: './index.js' },
      'node_modules/ids/index.js': `
export const loadedAt = Date.now();
export const newId = () => 'id-' + process.hrtime.bigint();`,
      'workflow.ts': `${head}
// @ts-ignore
import { newId } from 'ids';
const salt = Math.random();
@Task() export class Salted { run() { return salt; } }
@Task() export class Named { async run() { await null; return [newId()]; } }
@Workflow() export class All { @From(Salted) a!: number; @From(Named) b!: string[]; run() { return 1; } }`,
    });
    const { audit } = await project.json('run-workflow workflow.ts All --audit 100%');
    const random = { kind: 'random', what: 'Math.random()', at: 'workflow.ts:6', package: null };
    const clock = { kind: 'clock', what: 'process.hrtime.bigint()', at: 'workflow.ts:8', package: 'ids' };
    expect(findingOf(audit, 'Salted')).toMatchObject({ kind: 'not-deterministic', outsideUses: [random] });
    expect(findingOf(audit, 'Named')).toMatchObject({ kind: 'not-deterministic', outsideUses: [random, clock] });
    expect(audit.findings).toHaveLength(2);
  });

  test('does not audit a failed run, and leaves out a task that starts runs', async () => {
    const project = makeProject({
      'other.ts': `${head}
@Task() export class Other { run() { return 1; } }`,
      'workflow.ts': `${head}
import { run } from 'clew';
import { Other } from './other.ts';
@Task() export class Starts { async run() { return (await run(Other)).output; } }
@Task() export class Fails { run() { throw new Error('no'); } }`,
    });
    const failed = await project.run('run-workflow workflow.ts Fails --audit 5%');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('audit   not done, because the run did not succeed\n');
    const { audit } = await project.json('run-workflow workflow.ts Starts --audit 1');
    expect(audit.findings).toEqual([]);
    expect(audit.notAudited).toMatchObject([
      { node: 'Starts', reason: expect.stringContaining('starts a run of Other') },
    ]);
  });

  test('says when there is nothing to audit, and refuses invalid options', async () => {
    const project = makeProject(many);
    expectMistake(
      await project.run('clew audit'),
      'error There is nothing to audit: no run of a command line is on record.',
      'Run something first: npx run-workflow <module> <Target> --audit 5%',
    );
    expectMistake(
      await project.run('run-workflow workflow.ts Sum --audit much'),
      'error --audit wants a share such as 5% or 0.05, or a number such as 20, and got "much".',
      'run-workflow workflow.ts Sum --help lists what there is.',
    );
    expectMistake(
      await project.run('run-workflow workflow.ts Sum --audit 5% --dry-run'),
      'error --dry-run runs nothing, and --audit does.',
      'run-workflow workflow.ts Sum --help lists what there is.',
    );
    expectMistake(
      await project.run('clew audit --sample 101%'),
      'error --sample wants a share such as 5% or 0.05, or a number such as 20, and got "101%".',
      'clew audit --help lists what there is.',
    );
    const help = await project.run('clew audit --help');
    expect(help.stdout).toContain('clew audit run-0t31snf --sample 20 --seed 4711');

    await project.run('run-workflow workflow.ts Part --n 1');
    project.write({ 'workflow.ts': many['workflow.ts'].replace('this.n * 2', 'this.n * 3') });
    const changed = await project.run('clew audit');
    expect(changed.code).toBe(0);
    expect(changed.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'audit nothing was audited: nothing of Part(n=1) would be found again. run-workflow --dry-run says why.',
    );
  });

  test('does not audit a class that is not exported, and names it without failing', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task() class Hidden { run() { return 1; } }
@Workflow() export class Sum { @From(Hidden) hidden!: number; run() { return this.hidden; } }`,
    });
    const { code, stdout } = await project.run('run-workflow workflow.ts Sum --audit 100%');
    expect(code).toBe(0);
    expect(stdout).toContain('audit   1 of 2 results executed again in a process of its own: the same\n');
    expect(stdout).toContain('not executed: Hidden: ');
  });

  test('reports parameters and versions that are declared insignificant but change the result, and leaves out what needs another task to run first', async () => {
    const others = (factor: number) => ({
      'fixed.ts': `${head}
@Task({ version: '1' }) export class Fixed { run() { return 2 * ${factor}; } }`,
      'hint.ts': `${head}
@Task() export class Hint { run() { return ${factor}; } }`,
    });
    const project = makeProject({
      ...others(1),
      'workflow.ts': `${head}
import { Fixed } from './fixed.ts';
import { Hint } from './hint.ts';
@Task({ version: '1' }) export class Quiet { @Param({ significant: false }) label = 'a'; run() { return [this.label]; } }
@Task({ version: '1' }) export class Hinted { @From(Hint, undefined, { significant: false }) hint!: number; run() { return 1; } }
@Workflow({ version: '1' }) export class All {
  @Param({ significant: false }) label = 'a';
  @From(Quiet) quiet!: unknown; @From(Fixed) fixed!: unknown; @From(Hinted) hinted!: unknown;
  run() { return 1; }
}`,
    });
    await project.run('run-workflow workflow.ts All');
    await project.run('run-workflow workflow.ts All --label b');
    project.write(others(2));
    const { audit } = await project.json('clew audit --sample 100%');
    expect(findingOf(audit, 'Quiet')).toMatchObject({
      kind: 'declaration',
      ignored: expect.arrayContaining([{ kind: 'parameter', name: 'label' }]),
      output: [{ content: { changes: [{ at: '[0]', from: '"a"', to: '"b"' }] } }],
    });
    expect(findingOf(audit, 'Fixed')).toMatchObject({ kind: 'declaration', ignored: [{ kind: 'version', name: '1' }] });
    expect(audit.findings).toHaveLength(2);
    expect(audit.notAudited).toEqual([{ node: 'Hinted', reason: 'Hint has to run before, and is not found again.' }]);
  });

  test('audits tasks behind an uncached task with its last output', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
@Task({ cache: false }) export class Fetch { run() { return [1, 2]; } }
@Task({ cache: { for: '1 ms' } }) export class Short { @From(Fetch) rows!: number[]; run() { return this.rows; } }
@Task() export class Part { @Param() n!: number; run() { return this.n; } }
@Workflow() export class All {
  @From(Short) rows!: number[];
  @FromEach(Part, (self: All) => self.rows.map((n) => ({ n }))) parts!: number[];
  run() { return this.parts; }
}`,
    });
    const { audit } = await project.json('run-workflow workflow.ts All --audit 100%');
    expect(audit).toMatchObject({ counts: { found: 3, same: 3 }, findings: [], notAudited: [] });
    const { nodes } = await project.json('run-workflow workflow.ts All --dry-run');
    expect(nodes.map(({ node, action }: any) => `${node} ${action}`)).toEqual(['All run', 'Short run', 'Fetch run']);
  });

  test('stops at Ctrl-C with exit code 130, and changes nothing', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
import { existsSync } from 'node:fs';
@Task() export class Slow {
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    if (!existsSync('${unnoted('slow')}')) return this.n;
    console.log('waiting');
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((done) => this.context.signal.addEventListener('abort', () => done()));
    clearInterval(alive);
    this.context.signal.throwIfAborted();
  }
}
@Workflow() export class All { @FromEach(Slow, () => [{ n: 1 }, { n: 2 }, { n: 3 }]) all!: number[]; run() { return 1; } }`,
    });
    await project.run('run-workflow workflow.ts All');
    writeUnnoted('slow');
    const before = stateOf(project);
    const { child, ended, until } = project.start('clew audit --sample 100% --concurrency 1');
    await until('waiting');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expectNoStack(stdout + stderr);
    expect(stderr).toContain('stopping waiting for Slow(n=1); Ctrl-C again leaves at once\n');
    expect(stdout).toContain('stopped before the end: 4 were drawn\n');
    expect(stdout).not.toContain('✗');
    expect(stateOf(project)).toEqual(before);
  });
});
