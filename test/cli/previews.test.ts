import { beforeAll, describe, expect, test } from 'vitest';
import { writePng } from '../../src/storage/previews/png.ts';
import { type Project, makeProject } from '../support/project.ts';

const image = Buffer.from(
  writePng({ width: 300, height: 200, rgb: Uint8Array.from({ length: 180_000 }, (_, i) => (i * i) % 251) }),
).toString('base64');

const workflow = `
import { From, Param, StorageLayer, Task, Workflow, TaskContext, type Output } from 'clew';
const rows = (count) => Array.from({ length: count }, (_, i) => ({ id: i, machine: 'M-' + (i % 3), load: i / 7 }));
@Task() export class Large { run() { return rows(5000); } }
@Task() export class Small { run() { return rows(3); } }
@Task({ storage: 's3' }) export class Kept { run() { return rows(4); } }
@Task() export class Stream { *run() { yield* rows(5000); } }
@Task() export class Photo { run() { return Buffer.from('${image}', 'base64'); } }
@Workflow() export class All {
  @From(Large) large!: Output<Large>;
  @From(Small) small!: Output<Small>;
  @From(Kept) kept!: Output<Kept>;
  @From(Stream) stream!: any[];
  @From(Photo) photo!: any;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() {
    this.context.outputId({ id: 'out-all' });
    return { auc: 0.93, notes: await this.storage.store('notes.txt', 'a note\\n'.repeat(20_000)) };
  }
}`;

let project: Project;
let artifacts: any[];

beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow });
  await project.json('run-workflow workflow.ts All');
  ({ artifacts } = await project.json('clew artifacts ls'));
});

const output = (task: string): any => artifacts.find(({ component, name }) => component === task && name === 'output');

describe('previews in clew artifacts show', () => {
  test.each([
    ['Large', ['table  5 000 rows × 3 columns', 'machine  text', 'M-0 33 %', 'These figures are about']],
    ['Small', ['table  3 rows × 3 columns', ' 2  M-2']],
    ['Kept', ['table  4 rows × 3 columns']],
    ['Stream', ['table  5 000 rows × 3 columns', '… 4 990 more']],
    ['Photo', ['image  300 × 200 PNG, ']],
    ['All', ['object  2 fields', 'auc    0.93', 'notes  artifact notes.txt']],
    ['All.notes.txt', ['text  140 000 characters, 20 000 lines', '  a note']],
  ])('prints the preview of %s', async (what, words) => {
    const { stdout, code } = await project.run(`clew artifacts show ${what}`);
    expect(code).toBe(0);
    for (const some of words) expect(stdout).toContain(some);
    // Not into pipes.
    expect(stdout).not.toContain('▀');
  });

  test('gives the whole preview as JSON', async () => {
    const { preview } = await project.json('clew artifacts show Large');
    expect(preview).toMatchObject({ kind: 'table', rows: 5000, width: 3 });
    expect(preview.columns.map(({ name, type }: any) => [name, type])).toEqual([
      ['id', 'integer'],
      ['machine', 'text'],
      ['load', 'number'],
    ]);
    const photo = (await project.json('clew artifacts show Photo')).preview;
    expect(photo).toMatchObject({ kind: 'image', width: 300, thumbnail: { width: 48, height: 32 } });
    expect((await project.json('clew artifacts show Small')).preview).toMatchObject({ kind: 'table', rows: 3 });
  });

  test('is the same for a table and for a stream of its rows', async () => {
    const [large, stream] = await Promise.all([
      project.json('clew artifacts show Large'),
      project.json('clew artifacts show Stream'),
    ]);
    expect(stream.preview).toEqual(large.preview);
  });
});

describe('previews in clew show', () => {
  test('are printed for an artifact', async () => {
    const { id } = output('Large');
    const { stdout } = await project.run(`clew show ${id}`);
    expect(stdout).toContain(id);
    expect(stdout).toContain('table  5 000 rows × 3 columns');
    expect(await project.json(`clew show ${id}`)).toMatchObject({ id, isThere: true, preview: { kind: 'table' } });
  });

  test('are printed for a component run, its output id and a cached component run', async () => {
    const { stdout } = await project.run('clew show out-all');
    expect(stdout).toMatch(/\noutput\nobject {2}2 fields\n {2}auc {4}0\.93/);
    expect(await project.json(`clew show ${output('Large').madeBy}`)).toMatchObject({
      preview: { kind: 'table', rows: 5000 },
    });
    const again = await project.json('run-workflow workflow.ts All');
    const { nodes } = await project.json(`clew show ${again.run}`);
    const cached = nodes.find(({ component }: any) => component === 'Large');
    expect(await project.json(`clew show ${cached.componentRun}`)).toMatchObject({
      status: 'cached',
      preview: { rows: 5000 },
    });
  });

  test('are missing for a component run that failed', async () => {
    const failing = makeProject({
      'w.ts': "import { Task } from 'clew'; @Task() export class A { run() { throw new Error('no'); } }",
    });
    const { stdout } = await failing.run('run-workflow w.ts');
    const id = /cr-\w+/.exec(stdout)![0];
    expect(await failing.json(`clew show ${id}`)).toMatchObject({ status: 'failed', preview: null });
    expect((await failing.run(`clew show ${id}`)).stdout).not.toContain('preview');
  });
});

test('clew artifacts ls summarizes the previews of large artifacts', async () => {
  const { stdout } = await project.run('clew artifacts ls');
  expect(stdout).toContain('5 000 × 3 table');
  expect(stdout).toContain('20 000 lines of text');
});

test('clew artifacts show says when no preview is on record, and when the artifact is damaged', async () => {
  const other = makeProject({ 'workflow.ts': workflow });
  await other.json('run-workflow workflow.ts All');
  const { DatabaseSync } = await import('node:sqlite');
  const record = new DatabaseSync(other.path('.clew/record.db'));
  record.exec('delete from preview');
  record.close();
  const { stdout, code } = await other.run('clew artifacts show Large');
  expect(code).toBe(0);
  expect(stdout).toMatch(/no preview of it is on record; clew artifacts cat art-\w+ prints it/);
  const kept = await other.json('clew artifacts path Kept');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(kept.place, 'damaged');
  expect(await other.json('clew artifacts show Kept')).toMatchObject({ preview: null, isThere: false });
});

test('previews contain no secret', async () => {
  const secret = 'hunter2-horse-staple';
  const { json, run } = makeProject({
    'workflow.ts': `
import { Param, StorageLayer, Task } from 'clew';
@Task() export class Leak {
  @Param({ secret: true }) token!: string;
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ id: i, token: this.token, ['of ' + this.token]: [this.token] }));
    await this.storage.store('text', ('with ' + this.token + '\\n').repeat(5000));
    await this.storage.store('stream', (function* (token) { for (const row of rows) yield row; })(this.token));
    await this.storage.store('bytes', Buffer.from(('with ' + this.token + '\\n').repeat(5000)));
    return rows;
  }
}`,
  });
  expect((await run(['run-workflow', 'workflow.ts', '--token', secret])).code).toBe(0);
  for (const what of ['Leak', 'Leak.text', 'Leak.stream', 'Leak.bytes']) {
    const { preview } = await json(`clew artifacts show ${what}`);
    const text = JSON.stringify(preview);
    expect(text).toContain(what === 'Leak.bytes' ? 'with ***' : '***');
    for (let end = 6; end <= secret.length; end++) expect(text).not.toContain(secret.slice(0, end));
    expect(text).not.toContain(Buffer.from(secret).toString('hex').slice(0, 12));
  }
});
