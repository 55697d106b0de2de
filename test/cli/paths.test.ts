import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';
import { head } from './nightly.ts';

const workflow = `${head}
import { StorageLayer } from 'clew';
@Task({ storage: 's3', taskType: 'etl' }) export class Load {
  @Param() day!: Date;
  run() { ran('Load'); return [this.day.getTime()]; }
}
@Task({ storage: 's3', modelFamily: 'classi fier' }) export class Train {
  @Param() day!: Date;
  @From(Load) rows!: number[];
  constructor(private readonly storage: StorageLayer) {}
  async run() { ran('Train'); return { weights: await this.storage.store('best weights.bin', Buffer.from('weights')), n: this.rows[0]! }; }
}
@Task({ codec: 'ndjson' }) export class Rows { @Param({ secret: true }) token = 'x'; *run() { ran('Rows'); yield 1; } }
@Task({ cache: false }) export class Send { @From(Rows) rows!: number[]; run() { ran('Send'); return 'sent'; } }
`;
const files = {
  'workflow.ts': workflow,
  'clew.config.ts': "export default { modelFamilies: { 'classi fier': { metrics: [] } } };",
};
const day = '--day 2026-11-01';

describe('clew artifacts path <module>', () => {
  test('prints the path of an output before it is made, without running or writing anything', async () => {
    const project = makeProject(files);
    const ahead = await project.json(`clew artifacts path workflow.ts Load ${day}`);
    expect(ahead).toMatchObject({ node: 'Load(day=2026-11-01)', state: 'not made', place: null, extension: null });
    expect(ahead.path).toMatch(/^shop\/etl\/Load\/[0-9a-f]{32}\/output$/);
    const { stdout, code } = await project.run(`clew artifacts path workflow.ts Load ${day}`);
    expect(code).toBe(0);
    expect(stdout).toContain('Load(day=2026-11-01) has not been made yet. What it returns will be called');
    expect(stdout).toContain(ahead.path);
    expect((await project.json('clew artifacts path workflow.ts Rows')).path).toMatch(/\/output\.ndjson$/);
    expect(project.lines('ran.txt')).toEqual([]);
    for (const name of ['record.db', 'storage']) expect(existsSync(project.path(`.clew/${name}`))).toBe(false);

    await project.json(`run-workflow workflow.ts Load ${day}`);
    const made = await project.json(`clew artifacts path workflow.ts Load ${day}`);
    expect(made).toMatchObject({ state: 'there', path: `${ahead.path}.json`, identity: ahead.identity });
    expect(JSON.parse(readFileSync(made.place, 'utf8'))).toEqual([Date.parse('2026-11-01')]);
    // Without the extension, which nobody could know before, it is found as well.
    expect(await project.json(`clew artifacts path ${ahead.path}`)).toMatchObject({ place: made.place });
  });

  test('names the input that the path depends on', async () => {
    const project = makeProject(files);
    const { code, stdout } = await project.run(`clew artifacts path workflow.ts Train ${day}`);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'What Train(day=2026-11-01) returns has no name yet. It needs what Load(day=2026-11-01) gives, which is not there',
    );
    expect(await project.json(`clew artifacts path workflow.ts Train ${day}`)).toMatchObject({
      path: null,
      state: 'unknown',
      awaits: 'Load(day=2026-11-01)',
    });
    await project.json(`run-workflow workflow.ts Load ${day}`);
    const ahead = await project.json(`clew artifacts path workflow.ts Train ${day}`);
    expect(ahead.path).toMatch(/^shop\/classi=20fier\/Train\/[0-9a-f]{32}\/output$/);
    await project.json(`run-workflow workflow.ts Train ${day}`);
    const { path, stored } = await project.json(`clew artifacts path workflow.ts Train ${day}`);
    expect(path).toBe(`${ahead.path}.json`);
    expect(stored).toMatchObject([{ path: path.replace('output.json', 'best=20weights.bin') }]);
    expect(readFileSync(stored[0].place, 'utf8')).toBe('weights');
    // Another parameter, another name.
    expect((await project.json('clew artifacts path workflow.ts Load --day 2026-11-02')).path).not.toBe(path);
  });

  test('prints the path of an uncached task', async () => {
    const project = makeProject(files);
    await project.json('run-workflow workflow.ts Rows');
    const ahead = await project.json('clew artifacts path workflow.ts Send');
    expect(ahead).toMatchObject({ state: 'not made' });
    const [one, two] = [
      await project.json('run-workflow workflow.ts Send'),
      await project.json('run-workflow workflow.ts Send'),
    ];
    expect(one.counts.ran + two.counts.ran).toBe(2);
    expect(await project.json('clew artifacts path workflow.ts Send')).toMatchObject({
      path: `${ahead.path}.txt`,
      place: 'the record',
    });
    const { artifacts } = await project.json(`clew artifacts ls ${ahead.path}.txt`);
    expect(artifacts).toHaveLength(2);
  });

  test.each([
    ['clew artifacts path workflow.ts Trian', 'Did you mean Train?'],
    ['clew artifacts path nowhere.ts', 'nowhere.ts'],
    ['clew artifacts path workflow.ts Load', 'Load needs --day'],
    [`clew artifacts path workflow.ts Load ${day} --dya 1`, 'Did you mean --day?'],
    [`clew artifacts path workflow.ts Load more ${day}`, 'one word too many'],
    [`clew artifacts path shop/etl/Load/${'0'.repeat(32)}/output.json`, 'Nothing has been recorded'],
  ])('%s is refused with an error message', async (command, words) => {
    const project = makeProject(files);
    const { code, stderr, stdout } = await project.run(command);
    expectNoStack(stdout + stderr);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('paths of artifacts', () => {
  test('are accepted by clew artifacts ls, cat, show, get and verify, and mean the newest complete version', async () => {
    const project = makeProject(files);
    await project.json(`run-workflow workflow.ts Train ${day}`);
    await project.json(`run-workflow workflow.ts Train ${day} --force`);
    const { path, place, key, artifact } = await project.json(['clew', 'artifacts', 'path', 'Train.best weights.bin']);
    expect(path).toMatch(/^shop\/classi=20fier\/Train\/[0-9a-f]{32}\/best=20weights\.bin$/);
    const { artifacts } = await project.json(`clew artifacts ls ${path}`);
    expect(artifacts.map(({ id }: any) => id)).toContain(artifact);
    expect(artifacts).toHaveLength(2);
    expect((await project.run(`clew artifacts cat ${path}`)).stdout).toBe('weights');
    expect(await project.json(`clew artifacts show ${path}`)).toMatchObject({ id: artifact, path, place });
    expect((await project.json(`clew artifacts get ${path} copy.bin`)).size).toBe(7);
    expect(await project.json(`clew artifacts verify ${path}`)).toMatchObject({ checked: 2, bad: [] });
    // The key is one version's.
    expect(await project.json(`clew artifacts ls ${key}`)).toMatchObject({ artifacts: [{ id: artifact }] });
    expect(await project.json(`clew artifacts show ${key}`)).toMatchObject({ id: artifact });
    // Both versions stand beside each other.
    expect(artifacts.map((one: any) => one.key.replace(/cr-\w+/, ''))).toEqual(
      Array(2).fill(key.replace(/cr-\w+/, '')),
    );
    rmSync(place);
    const older = await project.json(`clew artifacts path ${path}`);
    expect(older.artifact).not.toBe(artifact);
    expect(existsSync(older.place)).toBe(true);
    rmSync(older.place);
    expect((await project.run(`clew artifacts show ${path}`)).stdout).toContain('not there');
    const unknown = await project.run(`clew artifacts show ${path.replace('best', 'worst')}`);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There is no artifact of')]);
  });

  test('stay the same after the folder or the project is renamed, and are found in the cache', async () => {
    const project = makeProject(files);
    await project.json(`run-workflow workflow.ts Load ${day}`);
    const { path } = await project.json('clew artifacts path Load');
    renameSync(project.folder, `${project.folder}-moved`);
    const moved = makeProject({});
    rmSync(moved.folder, { recursive: true });
    renameSync(`${project.folder}-moved`, moved.folder);
    expect(await moved.json(`run-workflow workflow.ts Load ${day}`)).toMatchObject({ counts: { cached: 1, ran: 0 } });
    expect((await moved.json(`clew artifacts path workflow.ts Load ${day}`)).path).toBe(path);
    moved.write({ 'package.json': { name: 'store', type: 'module' } });
    expect((await moved.run(`clew artifacts cat ${path}`)).code).toBe(0);
    expect(await moved.json(`run-workflow workflow.ts Load ${day}`)).toMatchObject({ counts: { cached: 1, ran: 0 } });
  });

  test('are known even after their codec was uninstalled', async () => {
    const project = makeProject({
      'workflow.ts': `${head}\n@Task({ codec: 'own' as 'json' }) export class Own { run() { return 'x'; } }\n@Task({ codec: 'own' as 'json', storage: 's3' }) export class Kept { run() { return 'x'; } }`,
      'clew.config.ts': `import { defineCodec } from 'clew';
export default { codecs: [defineCodec({ name: 'own', extension: 'own', accepts: () => true, encode: (text: string) => Buffer.from(text), decode: (bytes) => String(bytes) })] };`,
    });
    for (const task of ['Own', 'Kept']) await project.json(`run-workflow workflow.ts ${task}`);
    const before = await Promise.all(['Own', 'Kept'].map((task) => project.json(`clew artifacts path ${task}`)));
    expect(before.map(({ path }) => path)).toEqual([
      expect.stringMatching(/output\.own$/),
      expect.stringMatching(/output\.own$/),
    ]);
    writeFileSync(project.path('clew.config.ts'), 'export default {};');
    for (const [i, task] of ['Own', 'Kept'].entries()) {
      const { path } = await project.json(`clew artifacts path ${task}`);
      expect(before[i].path).toContain(path);
      expect((await project.json(`clew artifacts show ${task}`)).codec).toContain('own');
      expect((await project.run(`clew artifacts get ${task} ${task}.bytes`)).code).toBe(0);
      expect(project.read(`${task}.bytes`)).toBe('x');
      const { code, stderr } = await project.run(`clew artifacts cat ${task} --json`);
      expect([code, stderr]).toEqual([2, expect.stringContaining('was written by the codec "own"')]);
    }
  });

  test('differ for names that differ only in case', async () => {
    const project = makeProject({
      'workflow.ts': `${head}
import { StorageLayer } from 'clew';
@Task({ storage: 's3' }) export class Cases {
  constructor(private readonly storage: StorageLayer) {}
  async run() { return [await this.storage.store('Model', 1), await this.storage.store('model', 2)]; }
}`,
    });
    await project.json('run-workflow workflow.ts Cases');
    for (const [name, value] of [
      ['Model', 1],
      ['model', 2],
    ] as const) {
      const { path } = await project.json(`clew artifacts path Cases.${name}`);
      expect((await project.json(`clew artifacts cat ${path}`)).value).toBe(value);
    }
  });
});
