import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { openTerminal } from '../support/terminal.ts';
import { expectMistake } from './calm.ts';

const files = {
  'lib/help.ts': 'export const twice = (n: number) => 2 * n;\n',
  'workflow.ts': `
import { writeFileSync, mkdirSync } from 'node:fs';
import { From, Param, StorageLayer, Task, Workflow, file, folder } from 'clew';
import { twice } from './lib/help.ts';

@Task()
export class Table {
  @Param() rows = 20_000;
  run() {
    return Array.from({ length: this.rows }, (_, i) => ({ i, load: twice(i) }));
  }
}

@Task()
export class Folder {
  run() {
    mkdirSync('made/deep', { recursive: true });
    writeFileSync('made/deep/a.txt', 'hello');
    return folder('made');
  }
}

@Workflow()
export class All {
  @From(Table) table!: unknown[];
  @From(Folder) parts!: unknown;
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    const weights = await this.storage.store('weights.bin', new Uint8Array([1, 2, 3]));
    return { weights, note: 'first line\\nsecond line' };
  }
}

@Task()
export class Fails {
  run() {
    throw new Error('on purpose');
  }
}
`,
  'serve.ts': `
import { lineage } from 'clew';
const read = lineage.register(
  'read',
  { inputs: (url: string, large: string) => ({ page: new URL(url), large: lineage.value(large) }) },
  async () => void lineage.log('read-1'),
);
await read('https://example.org/data?token=secret', 'x'.repeat(20_000));
`,
};

let project: Project;
let all: string;
let failed: string;
let nodes: any[];
const of = (task: string): string => nodes.find((node) => node.task === task).componentRun;

beforeAll(async () => {
  project = makeProject(files);
  ({ nodes } = await project.json('run-workflow workflow.ts All'));
  all = of('All');
  failed = (await project.json('run-workflow workflow.ts Fails')).nodes[0].componentRun;
  await project.startFile('serve.ts').ended;
});

describe('clew print', () => {
  test('prints outputs, stored artifacts, inputs and parameters', async () => {
    const { stdout } = await project.run(`clew print ${all} table`);
    expect(stdout).toMatch(/^table input {2}art-\w+ {2}[\d.]+ kB {2}made by Table\ntable {2}20 000 rows × 2 columns\n/);
    expect((await project.run(`clew print ${all} weights.bin`)).stdout).toMatch(
      /^weights\.bin output {2}art-\w+\.1 {2}\d+ B\n/,
    );
    expect((await project.run(`clew print ${all} parts`)).stdout).toMatch(/\nfiles {2}1 file, 5 B\n/);
    expect((await project.run(`clew print ${of('Table')} rows`)).stdout).toBe('rows parameter  20000\n');
  });

  test('accepts the id of an artifact', async () => {
    const { artifacts } = await project.json(`clew show ${all}`);
    const stored = artifacts.find(({ name }: any) => name === 'weights.bin');
    const { values } = await project.json(`clew print ${stored.id}`);
    expect(values).toMatchObject([{ role: 'output', name: 'weights.bin', artifact: stored.id, digest: stored.digest }]);
  });

  test('says why a value cannot be printed', async () => {
    const { stdout } = await project.run('clew print read-1 page');
    expect(stdout).toMatch(
      /^page input {2}art-outside\.\w+ {2}from outside\nIt is an address: https:\/\/example\.org\/data$/m,
    );
    expect((await project.run('clew print read-1 large')).stdout).toContain('of which the record has the digest alone');
    const nothing = await project.run(`clew print ${failed}`);
    expectMistake(
      nothing,
      `error ${failed} has no output to look at. It failed.`,
      `clew show ${failed} says more about it.`,
    );
    expectMistake(
      await project.run('clew print'),
      'error clew print needs an output id, an artifact or a component run.',
      'clew print --help lists what there is.',
    );
    expectMistake(
      await project.run(`clew print ${all} tabel`),
      'error There is no input, output, parameter or metric "tabel". Did you mean table?',
      'There is: table, parts, output, weights.bin.',
    );
  });
});

describe('clew list', () => {
  test('shows the code as it ran, even after an edit', async () => {
    const before = project.read('workflow.ts');
    project.write({ 'workflow.ts': before.replace('twice(i)', 'twice(i) + 1') });
    const { stdout } = await project.run(`clew list ${of('Table')} --limit 12`);
    expect(stdout).toMatch(/^workflow\.ts as it ran, at line 6 of \d+; it is another one here now\n/);
    expect(stdout).toContain('\n>  6 | @Task()\n');
    expect(stdout).toContain('twice(i) }));\n');
    project.write({ 'workflow.ts': before });
    const listed = await project.json(`clew list ${of('Table')} help.ts`);
    expect(listed).toMatchObject({ file: 'lib/help.ts', from: 1, total: 1, mark: null, changed: false, more: false });
    expect(listed.lines).toEqual(['export const twice = (n: number) => 2 * n;']);
  });

  test('marks the line that failed, or the requested line', async () => {
    expect((await project.run(`clew list ${failed}`)).stdout).toMatch(
      /failed at line \d+ of \d+\n[^]*\n> \d+ \| +throw new Error\('on purpose'\);\n/,
    );
    expect((await project.json(`clew list ${failed} :2`)).mark).toBe(2);
    expect((await project.json(`clew list ${failed} workflow.ts:3`)).mark).toBe(3);
  });

  test('refuses lines and files that do not exist', async () => {
    const { stderr } = await project.run(`clew list ${of('Table')} lib/help.ts:7`);
    expect(stderr).toBe('error lib/help.ts has 1 line, and no line 7.\nAsk for one of those.\n');
    expect((await project.run(`clew list ${of('Table')} hlp.ts`)).stderr).toBe(
      'error There is no file in its code "hlp.ts".\nThere is: lib/help.ts, workflow.ts.\n',
    );
  });

  test('says when the record has no source', async () => {
    const lost = new DatabaseSync(project.path('.clew/record.db'));
    const { code } = lost.prepare('select code from component_run where component = ?').get('Fails') as {
      code: string;
    };
    lost.prepare('update component_run set code = null, dependencies = null where code = ?').run(code);
    expect((await project.run(`clew list ${failed}`)).stderr).toBe(
      `error The record has no source of ${failed}.\nclew info code ${failed} says what is known of its code.\n`,
    );
    lost.prepare('update component_run set code = ? where component = ?').run(code, 'Fails');
    lost.close();
  });
});

describe('clew info', () => {
  test('gives all topics as JSON', async () => {
    const known = await project.json(`clew info ${all}`);
    expect(known).toMatchObject({
      componentRun: all,
      component: 'All',
      inputs: [
        { name: 'table', node: 'Table', from: of('Table') },
        { name: 'parts', node: 'Folder' },
      ],
      outputs: [{ name: 'output' }, { name: 'weights.bin', size: expect.any(Number) }],
      params: {},
      code: {
        place: expect.stringMatching(/^workflow\.ts:\d+$/),
        digest: expect.stringMatching(/^sha256:/),
        git: null,
      },
      // Of what its inputs import, nothing runs in it.
      files: [{ path: 'workflow.ts' }],
      env: { executor: 'in-process', profile: 'local', command: 'npx run-workflow workflow.ts All' },
      checks: { status: 'ran', error: null, stale: [], damaged: [], flagged: [] },
      more: false,
    });
    const { files: used } = await project.json(`clew info code ${of('Table')}`);
    expect(used).toMatchObject([{ path: 'lib/help.ts' }, { path: 'workflow.ts' }]);
    expect(Object.keys(await project.json(`clew info env ${all}`))).toEqual([
      'componentRun',
      'component',
      'node',
      'env',
      'page',
      'more',
    ]);
  });

  test('refuses an unknown topic and extra arguments', async () => {
    expect((await project.run(`clew info input ${all}`)).stdout).toContain('made by Table');
    expectMistake(
      await project.run(`clew info imputs ${all}`),
      'error There is no topic "imputs". Did you mean inputs or outputs?',
      'There is: inputs, outputs, params, code, env, checks.',
    );
    expectMistake(
      await project.run(`clew info a b c`),
      'error clew info takes a topic and an id; "c" is one too many.',
      'clew info --help lists what there is.',
    );
  });
});

describe('clew open', () => {
  test('prints the path of a read-only copy when there is no terminal', async () => {
    const { stdout, stderr } = await project.run(`clew open ${all}`);
    expect(stderr).toBe('');
    const file = stdout.trim();
    expect(file).toBe(project.path(`.clew/opened/${all.replace('cr-', 'art-')}/All.json`));
    expect(readFileSync(file, 'utf8')).toContain('second line');
    expect(statSync(file).mode & 0o222).toBe(0);
    expect(await project.json(`clew open ${all}`)).toEqual({ artifact: all.replace('cr-', 'art-'), file });
    const folder = (await project.run(`clew open ${all} parts`)).stdout.trim();
    expect(readFileSync(`${folder}/deep/a.txt`, 'utf8')).toBe('hello');
    expect(readdirSync(project.path('.clew/opened')).length).toBe(2);
  });

  test('prints the path of the source if it is unchanged, else of a copy of the code that ran', async () => {
    expect((await project.run(`clew open ${all} code`)).stdout.trim()).toBe(project.path('workflow.ts'));
    const before = project.read('workflow.ts');
    project.write({ 'workflow.ts': `${before}// more\n` });
    const copy = (await project.run(`clew open ${all} code`)).stdout.trim();
    expect(copy).toBe(project.path(`.clew/opened/${all}/workflow.ts`));
    expect(readFileSync(copy, 'utf8')).toBe(before);
    project.write({ 'workflow.ts': before });
  });

  test("opens binary values with the desktop's viewer", async () => {
    project.write({ 'bin/xdg-open': '#!/bin/sh\necho "$1" > seen.txt\nmv seen.txt viewed.txt\n' });
    chmodSync(project.path('bin/xdg-open'), 0o755);
    const env = { DISPLAY: ':0', PATH: `${project.path('bin')}:${process.env['PATH']}`, EDITOR: 'false' };
    const terminal = openTerminal(project, `clew open ${all} weights.bin`, { env });
    expect(await terminal.ended).toBe(0);
    await expect.poll(() => existsSync(project.path('viewed.txt')), { timeout: 20_000 }).toBe(true);
    expect(project.read('viewed.txt')).toMatch(/\.clew\/opened\/art-\w+\.1\/weights\.bin\n$/);
  });

  test('refuses to print bytes to a terminal with clew artifacts cat', async () => {
    const { value } = await project.json(`clew artifacts cat ${all}`);
    const terminal = openTerminal(project, `clew artifacts cat ${value.weights.artifact}`);
    expect(await terminal.ended).toBe(2);
    expect(terminal.lines().join(' ')).toContain('is kept as bytes, which is not for screens.');
  });

  test('prints addresses, and refuses values that have no file', async () => {
    expect((await project.run(`clew open read-1 page`)).stdout).toBe('https://example.org/data\n');
    expect((await project.run(`clew open read-1 large`)).stderr).toMatch(
      /^error large can't be opened: it is a large value/,
    );
    expectMistake(
      await project.run(`clew open ${of('Table')} rows`),
      "error rows can't be opened: it is a parameter.",
      `clew print ${of('Table')} rows says what is known of it.`,
    );
  });
});

test('clew --help and the help of commands fit into 40 columns without UTF-8', async () => {
  for (const words of ['clew --help', 'clew bt --help', 'clew info --help', 'clew diff --help', 'clew flag --help']) {
    const { stdout } = await project.run(words, { env: { COLUMNS: '40', LC_ALL: 'C' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]*$/);
    // Examples are to be copied: they stay in one piece.
    for (const line of stdout.split('\nExamples\n')[0]!.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  }
});
