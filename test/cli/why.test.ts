import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const files = {
  'load.ts': `
import { Param, Task } from 'clew';
import { read } from './lib/read.ts';
@Task() export class Load { @Param() day!: Date; @Param() rows = 3; run() { return read(this.rows); } }`,
  'lib/read.ts': `import { one } from './one.ts';\nexport const read = (n: number) => Array.from({ length: n }, one);`,
  'lib/one.ts': 'export const one = () => 1;',
  'workflow.ts': `
import { From, Param, Workflow, type Output } from 'clew';
import { Load } from './load.ts';
@Workflow() export class Nightly { @Param() day!: Date; @From(Load) rows!: Output<Load>; run() { return this.rows.length; } }`,
};
const command = 'run-workflow workflow.ts Nightly --day 2026-11-01';

interface Node {
  readonly task: string;
  readonly reason: string;
  readonly because: any;
  readonly componentRun: string;
}

async function ran(project: Project, line = command): Promise<Record<string, Node> & { run: string }> {
  const { run, nodes } = (await project.json(line)) as { run: string; nodes: Node[] };
  return { run, ...Object.fromEntries(nodes.map((node) => [node.task, node])) } as never;
}

const reasons = async (project: Project, line = command): Promise<Record<string, string>> => {
  const { nodes } = (await project.json(line)) as { nodes: Node[] };
  return Object.fromEntries(nodes.map(({ task, reason }) => [task, reason]));
};

describe('clew why', () => {
  test('says that a node never ran before, or which component run it was found in', async () => {
    const project = makeProject(files);
    expect(await reasons(project, `${command} --dry-run`)).toEqual({
      Load: 'never ran before',
      Nightly: 'never ran before',
    });
    const first = await ran(project);
    expect(first.Load!.because).toEqual({ kind: 'never-ran' });

    const second = await ran(project);
    const { componentRun } = first.Load!;
    expect(second.Load!.reason).toMatch(
      new RegExp(`^same code, parameters and inputs as ${componentRun} of ${first.run}, [\\d.]+ m?s ago$`),
    );
    expect(second.Load!.because).toMatchObject({ kind: 'cached', from: { componentRun, run: first.run } });
  });

  test('names an edited helper with the imports that lead to it, in the dry run, the run and the record', async () => {
    const project = makeProject(files);
    const first = await ran(project);
    project.write({ 'lib/one.ts': 'export const one = () => 2;' });
    const byHelper = 'code changed: lib/one.ts (by load.ts → lib/read.ts → lib/one.ts)';
    const waits = 'needs what Load(day=2026-11-01) gives, which runs';
    expect(await reasons(project, `${command} --dry-run`)).toEqual({ Load: byHelper, Nightly: waits });

    const second = await project.run(`${command} --verbose`);
    expect(second.stderr).toContain(byHelper);
    expect(second.stdout).toContain(`why Load(day=2026-11-01): ${byHelper}`);
    const shown = await project.run('clew why Load');
    expect(shown.stdout).toContain(byHelper);
    expect(shown.stdout).toMatch(
      new RegExp(`compared with +${first.Load!.componentRun} of ${first.run}, .*: the same node`),
    );
    expect(shown.stdout).toMatch(/code +lib\/one\.ts changed\nparams +the same, 2 parameters/);
  });

  test('names the first two of several changed files, and counts the others', async () => {
    const helper = (n: number, text: string): [string, string] => [`h${n}.ts`, `export const h${n} = ${text};`];
    const task = (...names: number[]): string =>
      `import { Task } from 'clew';\n${names.map((n) => `import { h${n} } from './h${n}.ts';`).join('\n')}\n@Task() export class All { run() { return [${names.map((n) => `h${n}`).join(', ')}]; } }`;
    const project = makeProject({
      ...Object.fromEntries([1, 2, 3, 4].map((n) => helper(n, '1'))),
      'all.ts': task(1, 2, 3, 4),
    });
    await ran(project, 'run-workflow all.ts');
    project.write(Object.fromEntries([1, 2, 3].map((n) => helper(n, '2'))));
    expect(await reasons(project, 'run-workflow all.ts')).toEqual({
      All: 'code changed: h1.ts (imported by all.ts), h2.ts (imported by all.ts), and 1 more',
    });
    project.write({ 'all.ts': task(1, 2, 5), ...Object.fromEntries([helper(5, '5')]) });
    const { because } = (await ran(project, 'run-workflow all.ts')).All!;
    expect(because.code).toEqual({
      moved: null,
      files: [
        { path: 'all.ts', change: 'changed', via: ['all.ts'] },
        { path: 'h5.ts', change: 'new', via: ['all.ts', 'h5.ts'] },
        { path: 'h3.ts', change: 'gone', via: [] },
        { path: 'h4.ts', change: 'gone', via: [] },
      ],
      moreFiles: 0,
      packages: [],
    });
  });

  test('names a package whose version changed', async () => {
    const pack = (version: string): object => ({ name: 'left', version, main: 'index.js' });
    const project = makeProject({
      'w.ts': `import { Task } from 'clew';\nimport left from 'left';\n@Task() export class Pad { run() { return left(1); } }`,
      'node_modules/left/package.json': pack('1.0.0'),
      'node_modules/left/index.js': 'module.exports = (x) => x;',
    });
    await ran(project, 'run-workflow w.ts');
    project.write({ 'node_modules/left/package.json': pack('1.1.0') });
    expect(await reasons(project, 'run-workflow w.ts')).toEqual({ Pad: 'package left changed: 1.0.0 → 1.1.0' });
  });

  test('shows changed parameters against the most similar node, and of secrets only that they changed', async () => {
    const project = makeProject({
      'w.ts': `import { Param, Task } from 'clew';
@Task() export class Fit { @Param() fold!: number; @Param() epochs = 20; @Param({ secret: true }) token = 'none'; @Param({ significant: false }) note = ''; run() { return this.fold; } }`,
    });
    const fit = (options: string): string => `run-workflow w.ts Fit ${options}`;
    await ran(project, fit('--fold 1'));
    await ran(project, fit('--fold 2'));
    expect(await reasons(project, fit('--fold 1 --epochs 30'))).toEqual({ Fit: 'parameter epochs changed: 20 → 30' });
    expect(await reasons(project, fit('--fold 7 --note x'))).toEqual({ Fit: 'parameter fold changed: 2 → 7' });

    const run = await project.run(fit('--fold 2 --json'), { env: { CLEW_PARAM_TOKEN: 'hidden-1' } });
    expect(run.stdout + run.stderr).not.toContain('hidden-1');
    const { reason, because } = JSON.parse(run.stdout).nodes[0] as Node;
    expect(reason).toBe('secret parameter token changed');
    expect(because.params).toEqual([{ name: 'token', secret: true }]);
  });

  test('names a changed input with the component run that made it', async () => {
    const project = makeProject(files);
    const first = await ran(project);
    project.write({ 'lib/one.ts': 'export const one = () => 2;' });
    const second = await ran(project);
    expect(second.Nightly!.reason).toBe(
      `input rows changed: made by Load(day=2026-11-01) in ${second.Load!.componentRun}, was ${first.Load!.componentRun}`,
    );
    const why = await project.json('clew why Nightly');
    expect(why).toMatchObject({ status: 'ran', reason: second.Nightly!.reason, code: null, params: [] });
    expect(why.inputs).toEqual(second.Nightly!.because.inputs);
    expect(why.comparedWith.componentRun).toBe(first.Nightly!.componentRun);
  });

  test('counts the changed values of a collection', async () => {
    const project = makeProject({
      'w.ts': `import { FromEach, Param, Task, type Output } from 'clew';
import { value } from './value.ts';
@Task() export class Part { @Param() n!: number; run() { return value(this.n); } }
@Task() export class Sum { @FromEach(Part, () => [1, 2, 3].map((n) => ({ n }))) parts!: Output<Part>[]; run() { return this.parts; } }`,
      'value.ts': 'export const value = (n: number): number => n;',
    });
    const first = await ran(project, 'run-workflow w.ts Sum');
    project.write({ 'value.ts': 'export const value = (n: number): number => (n > 1 ? -n : n);' });
    const { Sum } = await ran(project, 'run-workflow w.ts Sum');
    // Sum shares its file with Part, and nothing else.
    expect(Sum!.reason).toMatch(
      /^input parts changed: 2 of 3 values, the first made by Part\(n=2\) in cr-\w+, was cr-\w+$/,
    );
    expect(Sum!.because.comparedWith.componentRun).toBe(first.Sum!.componentRun);
    expect((await project.run(['clew', 'why', 'Part', '--run', first.run])).stderr).toBe(
      `error ${first.run} has 3 nodes of Part.\nName one of them: Part(n=1), Part(n=2), Part(n=3).\n`,
    );
  });

  test('names force, a disabled cache, a changed version, and an earlier failure', async () => {
    const task = (options: string, body: string): string =>
      `import { Task } from 'clew';\n@Task(${options}) export class One { run() { ${body} } }`;
    const project = makeProject({ 'w.ts': task('{ cache: false }', 'return 1;') });
    await ran(project, 'run-workflow w.ts');
    expect(await reasons(project, 'run-workflow w.ts')).toEqual({ One: 'its cache is off' });
    expect(await reasons(project, 'run-workflow w.ts --force')).toEqual({ One: 'forced' });

    project.write({ 'w.ts': task("{ version: '1' }", 'return 1;') });
    await ran(project, 'run-workflow w.ts');
    project.write({ 'w.ts': task("{ version: '2' }", 'return 1;') });
    expect(await reasons(project, 'run-workflow w.ts')).toEqual({ One: 'its version changed: it is 2 now' });

    project.write({ 'w.ts': task('', "throw new Error('no');") });
    const failed = await project.json('run-workflow w.ts');
    expect(await reasons(project, 'run-workflow w.ts --dry-run')).toEqual({
      One: expect.stringMatching(
        new RegExp(`^failed the last time: ${failed.nodes[0].componentRun} of ${failed.run}, .* ago$`),
      ),
    });
    const { stdout } = await project.run(['clew', 'why', 'One']);
    expect(stdout).toMatch(new RegExp(`\\nfailed +no; clew show ${failed.nodes[0].componentRun}\\n`));
  });

  test('says that an output is missing or damaged', async () => {
    const project = makeProject({
      'w.ts': `import { From, Task, type Output } from 'clew';
@Task({ storage: 'files' }) export class Big { run() { return 'x'.repeat(10); } }
@Task() export class Use { @From(Big) big!: Output<Big>; run() { return this.big.length; } }`,
      'clew.config.ts': "export default { storage: { layers: { files: { folder: 'kept' } } } };",
    });
    const { Big } = await ran(project, 'run-workflow w.ts Use');
    const shown = await project.json(['clew', 'show', Big!.componentRun]);
    const file = project.path(`kept/${shown.artifacts[0].key}`);
    writeFileSync(file, readFileSync(file).fill('y'));
    // Found, read, seen to be damaged, and made again.
    expect((await reasons(project, 'run-workflow w.ts Use --force-from Use')).Big).toMatch(
      new RegExp(`^what it made is damaged: ${Big!.componentRun} of run-`),
    );

    const again = await ran(project, 'run-workflow w.ts Use');
    const remade = await project.json(['clew', 'show', again.Big!.componentRun]);
    rmSync(project.path(`kept/${remade.artifacts[0].key}`));
    expect((await reasons(project, 'run-workflow w.ts Big')).Big).toMatch(
      new RegExp(`^what it made is not there any more: output of ${again.Big!.componentRun} in .*kept/`),
    );
  });

  test('explains a component run or a node of a run, and refuses unknown nodes', async () => {
    const project = makeProject(files);
    const first = await ran(project);
    const cached = await ran(project);
    const byNode = await project.run(['clew', 'why', 'Load(day=2026-11-01)', '--run', first.run]);
    expect(byNode.stdout).toMatch(
      /^Load\(day=2026-11-01\) ran {2}cr-\w+ of run-\w+, .* ago\nwhy +never ran before\ncompared with +nothing: no earlier component run of Load is on record\n$/,
    );
    const byRun = await project.run(['clew', 'why', 'Load', '--run', cached.run]);
    expect(byRun.stdout).toMatch(new RegExp(`compared with +${first.Load!.componentRun} of ${first.run}`));
    expect(byRun.stdout).toMatch(/code +the same, 3 files\nparams +the same, 2 parameters/);
    const byId = await project.json(['clew', 'why', first.Nightly!.componentRun]);
    expect(byId).toMatchObject({ node: 'Nightly(day=2026-11-01)', run: first.run, comparedWith: null });

    await project.run(command.replace('11-01', '11-02'));
    const other = await project.run('clew why Nightly');
    expect(other.stdout).toMatch(/compared with .*: Nightly\(day=2026-11-01\), the most similar one/);
    expect(other.stdout).toContain('parameter day changed: 2026-11-01 → 2026-11-02');

    const unknown = await project.run('clew why Lode');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('There is no node "Lode" on record. Did you mean Load?');
    const elsewhere = await project.run(['clew', 'why', 'Other', '--run', first.run]);
    expect(elsewhere.stderr).toContain(`There is no node "Other" in ${first.run}.`);
  });

  test('an edited helper in a plan of 100 tasks runs only those that import it, each with its reason', async () => {
    const helpers = ['a', 'b', 'c', 'd'];
    const tasks = Array.from({ length: 99 }, (_, i) => ({ name: `T${i}`, helper: helpers[i % 4]! }));
    const fileOf = (name: string): string => `${name.toLowerCase()}.ts`;
    const project = makeProject({
      ...Object.fromEntries(helpers.map((name) => [`lib/${name}.ts`, `export const value = '${name}';`])),
      ...Object.fromEntries(
        tasks.map(({ name, helper }) => [
          `tasks/${fileOf(name)}`,
          `import { Task } from 'clew';\nimport { value } from '../lib/${helper}.ts';\n@Task() export class ${name} { run() { return value; } }`,
        ]),
      ),
      'all.ts': [
        "import { From, Workflow } from 'clew';",
        ...tasks.map(({ name }) => `import { ${name} } from './tasks/${fileOf(name)}';`),
        `@Workflow() export class All { ${tasks.map(({ name }) => `@From(${name}) i${name}!: string;`).join(' ')} run() { return 100; } }`,
      ].join('\n'),
    });
    await ran(project, 'run-workflow all.ts');
    project.write({ 'lib/b.ts': "export const value = 'b'.trim();" });
    const reach = tasks.filter(({ helper }) => helper === 'b').map(({ name }) => name);
    const told = reach.map((name) => [name, `code changed: lib/b.ts (imported by tasks/${fileOf(name)})`]);

    const { nodes } = (await project.json('run-workflow all.ts --dry-run')) as {
      nodes: readonly (Node & { readonly action: string })[];
    };
    const running = nodes.filter(({ action }) => action === 'run').map(({ task, reason }) => [task, reason]);
    const all = ['All', `needs what ${reach[0]} gives, which runs`];
    expect(Object.fromEntries(running)).toEqual(Object.fromEntries([all, ...told]));

    const { nodes: done } = await project.json('run-workflow all.ts');
    const again = done.filter(({ status }: any) => status === 'ran').map(({ task, reason }: any) => [task, reason]);
    // The bytes are the same, so that nothing behind them runs.
    expect(Object.fromEntries(again)).toEqual(Object.fromEntries(told));
  });
});
