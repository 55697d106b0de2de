import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const workflow = `
import { From, FromEach, Param, Task, Workflow } from 'clew';
@Task()
export class Rows {
  @Param() later!: boolean;
  run() {
    return Array.from({ length: 20 }, (_, i) =>
      this.later ? { machine: 'M-' + i, load: i / 10 + 1, unit: 'kW' } : { machine: 'M-' + i, load: i / 10, old: i });
  }
}
@Task()
export class Value {
  @Param() later!: boolean;
  run() {
    return this.later ? { bias: 2, deep: { a: [1, 5] }, fresh: true } : { bias: 1, deep: { a: [1, 2] }, gone: 'x' };
  }
}
@Task()
export class Text {
  @Param() later!: boolean;
  run() {
    return 'first\\n' + (this.later ? 'second, changed\\n' : 'second\\n') + 'third\\n';
  }
}
@Task() export class Kind { @Param() later!: boolean; run() { return this.later ? 'text' : [{ a: 1 }, { a: 2 }]; } }
@Task()
export class Large {
  @Param() later!: boolean;
  run() {
    return Array.from({ length: 20_000 }, (_, i) => ({ i, load: this.later ? i * 2 : i, same: 1 }));
  }
}
@Task()
export class Each {
  @Param() later!: boolean;
  @Param() place!: number;
  run() {
    return [{ name: 'a', load: 1 }, { name: 'b', load: this.later && this.place > 0 ? 3 : 2 }];
  }
}
@Workflow()
export class All {
  @Param() later = false;
  @From(Rows) rows!: unknown;
  @From(Value) value!: unknown;
  @From(Text) text!: unknown;
  @From(Kind) kind!: unknown;
  @From(Large) large!: unknown;
  @FromEach(Each, () => [{ place: 0 }, { place: 1 }]) each!: unknown[];
  run() {
    return { sum: this.later ? 2 : 1 };
  }
}`;

describe('clew diff of contents', () => {
  let project: Project;
  let asked: string[];
  beforeAll(async () => {
    project = makeProject({ 'workflow.ts': workflow });
    asked = ['clew', 'diff'];
    for (const later of ['--no-later', '--later']) {
      const { nodes } = await project.json(`run-workflow workflow.ts All ${later}`);
      asked.push(nodes.find(({ task }: any) => task === 'All').componentRun);
    }
    asked.push('--limit', '1');
  });

  test('compares tables by columns and figures, values by keys, text by lines', async () => {
    const { stdout } = await project.run(asked);
    const text = stdout.replaceAll(/cr-\w+/g, 'cr');
    expect(text.slice(text.indexOf('#0'))).toBe(`\
#0 All → All(later=true)  cr → cr
  parameters  later changed: false → true
  inputs      rows changed: made by Rows(later=true) in cr, was cr
              column unit is new: text
              column old is gone: it was integer
              load: min 0 → 1, max 1.9 → 2.9, mean 0.95 → 1.95
  inputs      value changed: made by Value(later=true) in cr, was cr
              bias 1 → 2
              deep.a[1] 2 → 5
              gone is gone: it was "x"
              fresh is new: true
  inputs      text changed: made by Text(later=true) in cr, was cr
               first
              -second
              +second, changed
               third
  inputs      kind changed: made by Kind(later=true) in cr, was cr
              kind table → text
  inputs      large changed: made by Large(later=true) in cr, was cr
              load: max 19999 → 39998, mean 9994.61 → 19989.2, deviation 5777.19 → 11554.4
  inputs      each changed: 1 of 2 values, the first made by Each(later=true, place=1) in cr, was cr
              [1] load[1] 2 → 3
  outcome     returned another value
              sum 1 → 2

… and 7 more; --page 2 shows them
`);
  });

  test('gives the changes as JSON', async () => {
    const { frames } = await project.json(asked);
    const [rows, value, text] = frames[0].contents;
    expect(rows).toMatchObject({
      role: 'input',
      name: 'rows',
      index: null,
      from: expect.stringMatching(/^art-/),
      to: expect.stringMatching(/^art-/),
      kind: 'table',
      partial: true,
      lines: null,
    });
    expect(rows.changes[0]).toEqual({ at: 'unit', what: 'column', from: null, to: 'text' });
    expect(value.changes[1]).toEqual({ at: 'deep.a[1]', what: 'value', from: '2', to: '5' });
    expect(text.lines).toBe('@@ -1,3 +1,3 @@\n first\n-second\n+second, changed\n third');
    expect(frames[0].contents.at(-1)).toMatchObject({ role: 'output', changes: [{ at: 'sum', from: '1', to: '2' }] });
  });

  test('fits into 40 columns', async () => {
    const { stdout } = await project.run(asked, { env: { COLUMNS: '40', LC_ALL: 'POSIX' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]*$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

test('clew diff compares files that registered code read as long as they exist, and values from outside', async () => {
  const project = makeProject({
    'first.json': { bias: 1, names: ['a'] },
    'second.json': { bias: 2, names: ['a', 'b'] },
    'read.ts': `
import { lineage } from 'clew';
const read = lineage.register('read', { inputs: (file: string, n: number) => ({ file, n: lineage.value(n) }) }, async (file: string, n: number) => void lineage.log('read-' + n));
await read('first.json', 1);
await read('second.json', 2);
`,
  });
  await project.startFile('read.ts').ended;
  const { stdout } = await project.run('clew diff read-1 read-2');
  expect(stdout).toMatch(/ {2}inputs {6}file changed: from outside\n +bias 1 → 2\n +names\[1\] is new: "b"\n/);
  expect(stdout).toMatch(/ {2}inputs {6}n changed: from outside\n +1 → 2\n/);
  project.write({ 'first.json': { bias: 7 } });
  expect((await project.run('clew diff read-1 read-2')).stdout).not.toContain('bias');
});

test('clew diff names changed packages, environment variables, metrics and the git commit', async () => {
  const pack = (version: string) => ({ name: 'left', version, main: 'index.js' });
  const project = makeProject({
    'node_modules/left/package.json': pack('1.0.0'),
    'node_modules/left/index.js': 'module.exports = (x) => x;',
    '.gitignore': '.clew\n',
    'workflow.ts': `
import { Param, Task } from 'clew';
import left from 'left';
@Task({ modelFamily: 'classifier' })
export class Train { @Param() day = 1; run() { return { auc: left(0.5) + process.env.MORE! / 10 }; } }`,
  });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@example.org', ...words], { cwd: project.folder });
  await project.run('run-workflow workflow.ts', { env: { MORE: '1' } });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  project.write({ 'node_modules/left/package.json': pack('1.1.0') });
  await project.run('run-workflow workflow.ts', { env: { MORE: '2' } });
  const { runs } = await project.json('clew runs');
  const { stdout } = await project.run(['clew', 'diff', runs[1].id, runs[0].id]);
  expect(stdout).toMatch(/^environment {2}git none → \w{10}( with uncommitted changes)?$/m);
  expect(stdout).toMatch(
    /^ {2}packages {4}package left changed: 1\.0\.0 → 1\.1\.0\n {2}used {8}MORE changed\n {2}metrics {5}auc 0\.6 → 0\.7 \(\+0\.1\)$/m,
  );
});
