import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

const workflow = `
import { appendFileSync } from 'node:fs';
import { type Artifact, From, StorageLayer, Task, TaskContext, Workflow, type Output } from 'clew';
@Task({ storage: 's3' }) export class Load {
  *run() { appendFileSync('ran.txt', 'Load\\n'); for (let n = 0; n < 3; n++) yield { n, at: new Date(n) }; }
}
@Task({ storage: 's3' }) export class Train {
  @From(Load) rows!: Output<Load>;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() {
    appendFileSync('ran.txt', 'Train\\n');
    this.context.outputId({ id: 'out-train' });
    return { weights: await this.storage.store('weights.bin', Buffer.from('weights')), auc: 0.9, rows: this.rows.length };
  }
}
@Task({ name: 'My.Notes' }) export class Notes { run() { return 'all well'; } }
@Workflow() export class All {
  @From(Train) train!: Output<Train>;
  @From(Notes) notes!: string;
  run() { return new Map([['auc', this.train.auc]]); }
}`;

let project: Project;
let artifacts: any[];
const of = (task: string, name = 'output'): any => artifacts.find((one) => one.component === task && one.name === name);

beforeAll(async () => {
  project = makeProject({ 'workflow.ts': workflow });
  await project.json('run-workflow workflow.ts All');
  ({ artifacts } = await project.json('clew artifacts ls'));
});

describe('clew artifacts ls', () => {
  test('lists all artifacts, newest first, in pages', async () => {
    expect(artifacts.map(({ component, name }) => `${component} ${name}`).toSorted()).toEqual(
      ['All output', 'Load output', 'My.Notes output', 'Train output', 'Train weights.bin'].toSorted(),
    );
    expect(artifacts.map(({ id }) => id)).toEqual(
      artifacts
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => project.json(`clew artifacts ls --limit 2 --page ${page}`)),
    );
    expect(pages.flatMap((page) => page.artifacts)).toEqual(artifacts);
    expect(pages.map(({ more }) => more)).toEqual([true, true, false, false]);
    const { stdout } = await project.run('clew artifacts ls --limit 2');
    expect(stdout).toContain('… more by --page 2');
    expect((await project.run('clew artifacts ls --page 9')).stdout).toContain('There is no page 9.');
  });

  test.each([
    ['Train', ['output', 'weights.bin']],
    ['Train.weights.bin', ['weights.bin']],
    ['My.Notes', ['output']],
    ['My.Notes.output', ['output']],
    ['out-train', ['output', 'weights.bin']],
  ])('lists the artifacts of %s', async (what, names) => {
    const listed = await project.json(`clew artifacts ls ${what}`);
    expect(listed.artifacts.map(({ name }: any) => name)).toEqual(names);
  });

  test('accepts a run, even one whose nodes were all cached, and abbreviated ids', async () => {
    const again = await project.json('run-workflow workflow.ts All');
    expect(again.counts.ran).toBe(0);
    const listed = await project.json(`clew artifacts ls ${again.run}`);
    expect(listed.artifacts).toHaveLength(5);
    const { madeBy, id } = of('Train');
    expect((await project.json(`clew artifacts ls ${madeBy}`)).artifacts).toHaveLength(2);
    expect((await project.json(`clew artifacts ls ${id}`)).artifacts).toHaveLength(1);
  });

  test('says when nothing has run yet', async () => {
    const empty = makeProject({ 'workflow.ts': workflow });
    expect((await empty.run('clew artifacts ls')).stdout).toContain('Nothing has run yet.');
    expect(await empty.json('clew artifacts verify')).toMatchObject({ checked: 0, bad: [] });
  });
});

describe('clew artifacts show, cat, get and path of one artifact', () => {
  test('show prints which component run made it and whether it is still stored', async () => {
    const { stdout } = await project.run('clew artifacts show Train.weights.bin');
    for (const words of ['weights.bin', '7 B', 'buffer', 'Train', 'there', of('Train').madeBy]) {
      expect(stdout).toContain(words);
    }
    expect(await project.json('clew artifacts show out-train')).toMatchObject({ name: 'output', isThere: true });
  });

  test.each([
    ['Train.weights.bin', 'weights'],
    ['My.Notes', 'all well'],
    ['All', '{\n  "auc": 0.9\n}\n'],
    ['Load', '{"n":0,"at":"1970-01-01T00:00:00.000Z"}\n{"n":1,"at":"1970-01-01T00:00:00.001Z"}\n'],
  ])('cat prints the value: %s', async (what, text) => {
    const { stdout, code } = await project.run(`clew artifacts cat ${what}`);
    expect(code).toBe(0);
    expect(stdout.slice(0, text.length)).toBe(text);
  });

  test('cat prints handles as JSON, and the stored bytes with --raw', async () => {
    const { value } = await project.json('clew artifacts cat Train');
    expect(value).toMatchObject({ auc: 0.9, rows: 3, weights: { name: 'weights.bin', size: 7 } });
    expect((await project.run('clew artifacts cat Load --raw')).stdout).toContain('{"$":"date"');
  });

  test('get writes a file, and overwrites an existing one only with --force', async () => {
    const { stdout } = await project.run('clew artifacts get Train.weights.bin copy.bin');
    expect(stdout).toContain('copy.bin  7 B');
    expect(readFileSync(project.path('copy.bin'), 'utf8')).toBe('weights');
    const second = await project.run('clew artifacts get My.Notes copy.bin');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('copy.bin is there already.');
    expect((await project.run('clew artifacts get My.Notes copy.bin --force')).code).toBe(0);
    expect(project.read('copy.bin')).toBe('all well');
    const { file } = await project.json('clew artifacts get Train.weights.bin');
    expect(project.read(file)).toBe('weights');
    expect((await project.json('clew artifacts get My.Notes')).file).toBe('My.Notes.txt');
    expect((await project.json('clew artifacts get Load')).file).toBe('Load-output.ndjson');
  });

  test('path prints its path, and its place: a file or the record', async () => {
    const { stdout } = await project.run('clew artifacts path Train.weights.bin');
    const [, name, place] = /^path +(.+)\nplace +(.+)\n$/.exec(stdout)!;
    expect(name).toMatch(/^shop\/task\/Train\/[0-9a-f]{32}\/weights\.bin$/);
    expect(readFileSync(place!, 'utf8')).toBe('weights');
    const inside = await project.run('clew artifacts path My.Notes');
    expect(inside.code).toBe(0);
    expect(inside.stdout).toMatch(/^path +shop\/task\/My\.Notes\/[0-9a-f]{32}\/output\.txt\nplace +the record\n$/);
  });
});

test.each([
  ['clew artifacts', 'needs one of ls, show, cat, get, path, verify, clean'],
  ['clew artifacts lst', 'Did you mean ls?'],
  ['clew artifacts cat', 'needs an artifact, an id or a task'],
  ['clew artifacts cat Train Load', 'takes one artifact, id or task; "Load" is one too many'],
  ['clew artifacts cat Trian', 'Did you mean Train?'],
  ['clew artifacts cat Train.weight', 'There is no artifact of Train.weight on record.'],
  ['clew artifacts cat art-zzz', 'Nothing on record is called "art-zzz".'],
  ['clew artifacts ls --repair', '--repair is for clew artifacts verify.'],
  ['clew artifacts ls --limit none', '--limit wants a whole number'],
])('%s is refused with an error message', async (command, words) => {
  const { code, stderr, stdout } = await project.run(command);
  expectNoStack(stdout + stderr);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

describe('clew artifacts verify', () => {
  const damaged = async (change: (file: string) => void, what: string): Promise<Project> => {
    const other = makeProject({ 'workflow.ts': workflow });
    await other.json('run-workflow workflow.ts All');
    const { place } = await other.json(`clew artifacts path ${what}`);
    change(place);
    return other;
  };

  test('reads all artifacts back', async () => {
    const { code, stdout } = await project.run('clew artifacts verify');
    expect(code).toBe(0);
    expect(stdout).toMatch(/5 artifacts, \d+ B: all as they were written/);
    expect(await project.json('clew artifacts verify Train')).toMatchObject({ checked: 2, bad: [] });
  });

  test('reports a damaged artifact, which the next run makes again after --repair', async () => {
    const other = await damaged((file) => writeFileSync(file, 'weighty'), 'Train.weights.bin');
    const { code, stdout } = await other.run('clew artifacts verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/damaged +Train weights\.bin +art-/);
    expect(stdout).toContain('1 of 5 artifacts');
    expect((await other.json('run-workflow workflow.ts All')).counts.ran).toBe(0);
    const verdict = await other.json('clew artifacts verify --repair');
    expect(verdict.repaired).toHaveLength(1);
    // Still so, and known by now.
    expect((await other.run('clew artifacts verify')).stdout).toContain('(known)');
    const got = await other.run('clew artifacts get Train.weights.bin got.bin');
    expect(got.code).toBe(1);
    expect(existsSync(other.path('got.bin'))).toBe(false);
    await other.json('run-workflow workflow.ts All');
    expect(other.lines('ran.txt')).toEqual(['Load', 'Train', 'Train']);
    expect((await other.run('clew artifacts cat Train.weights.bin')).stdout).toBe('weights');
  });

  test('reports a missing artifact, which the next run that needs it makes again', async () => {
    const other = await damaged((file) => rmSync(file), 'Train');
    const { code, stdout } = await other.run('clew artifacts verify Train');
    expect(code).toBe(1);
    expect(stdout).toMatch(/gone +Train output/);
    expect(stdout).toContain('What is gone is made again by the next run that needs it.');
    await other.json('run-workflow workflow.ts Train');
    expect(other.lines('ran.txt')).toEqual(['Load', 'Train', 'Train']);
  });

  test('reports an unreadable artifact, and does not treat it as damaged', async () => {
    const other = makeProject({
      'workflow.ts': `import { Task } from 'clew';\n@Task({ storage: 'away' }) export class Make { run() { return 1; } }`,
      'clew.config.ts': "export default { storage: { layers: { away: { folder: 'away' } } } };",
    });
    await other.json('run-workflow workflow.ts Make');
    other.write({ 'clew.config.ts': 'export default {};' });
    const { bad, repaired } = await other.json('clew artifacts verify --repair');
    expect(bad).toMatchObject([{ state: 'unreadable', error: expect.stringContaining('"away"') }]);
    expect(repaired).toEqual([]);
  });
});

test('clew du sums up sizes by component and layer', async () => {
  const { used, size, artifacts: count } = await project.json('clew du');
  expect(count).toBe(5);
  expect(used).toContainEqual({ component: 'My.Notes', layer: 'record', artifacts: 1, folders: 0, size: 8 });
  expect(used.find(({ component }: any) => component === 'Train')).toMatchObject({ layer: 's3', artifacts: 2 });
  expect(size).toBe(used.reduce((sum: number, one: any) => sum + one.size, 0));
  const { stdout } = await project.run('clew du --limit 1');
  expect(stdout).toMatch(/Train +s3 +2 artifacts/);
  expect(stdout).toMatch(/all together +5 artifacts\n… and \d more; --limit \d shows all/);
  expect((await makeProject({}).run('clew du')).stdout).toContain('Nothing has run yet.');
});

test('clew du --by age and --by layer group the sizes', async () => {
  const whole = await project.json('clew du');
  expect((await project.json('clew du --by age')).used).toEqual([
    { age: 'today', artifacts: 5, folders: 0, size: whole.size },
  ]);
  const layers = await project.json('clew du --by layer');
  expect(layers.used.map(({ layer }: any) => layer).toSorted()).toEqual(['record', 's3']);
  expect(layers.size).toBe(whole.size);
  expect((await project.run('clew du --by age')).stdout).toMatch(/today +5 artifacts\n.*all together +5 artifacts/);
  const refused = await project.run('clew du --by colour');
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('--by is task, layer or age, and got "colour".'),
  ]);
  // As if it had been made long ago.
  const database = new DatabaseSync(project.path('.clew/record.db'));
  database.exec("update component_run set ended_at = ended_at - 86400000 * 40 where component = 'Train'");
  database.exec("update component_run set ended_at = 0 where component = 'Load'");
  database.close();
  const { used } = await project.json('clew du --by age');
  expect(used.map(({ age, artifacts: count }: any) => [age, count])).toEqual([
    ['today', 2],
    ['the last 365 days', 2],
    ['older', 1],
  ]);
});
