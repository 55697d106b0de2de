import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const workflow = `
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderArtifact, type Output, From, Param, StorageLayer, Task, file, folder } from 'clew';

const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');
const isolate = process.env.ISOLATE === 'thread' || process.env.ISOLATE === 'process' ? process.env.ISOLATE : undefined;

@Task({ isolate }) export class Images {
  @Param() salt = 1;
  async run() {
    ran('Images');
    mkdirSync('out/images/deep', { recursive: true });
    for (let i = 0; i < 20; i++) writeFileSync(\`out/images/\${i}.txt\`, 'image ' + i);
    writeFileSync('out/images/deep/large.bin', Buffer.alloc(2_000_000, this.salt));
    return folder('out/images');
  }
}
@Task({ isolate }) export class Train {
  @From(Images) images!: FolderArtifact;
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    ran('Train');
    const root = await this.images.path();
    const texts = readdirSync(root).filter((name) => name.endsWith('.txt')).map((name) => readFileSync(join(root, name), 'utf8'));
    writeFileSync('out/model.txt', texts.toSorted().join(','));
    writeFileSync('out/predict.sh', '#!/bin/sh\\necho 0.9\\n', { mode: 0o755 });
    const log = await this.storage.store('train.log', file('out/model.txt'));
    return { model: file('out/model.txt'), program: file('out/predict.sh'), one: this.images.file('3.txt'), log, auc: 0.9 };
  }
}
@Task({ isolate }) export class Report {
  @From(Train) trained!: Output<Train>;
  @Param() title = 'first';
  async run() {
    ran('Report');
    const { model, program, one, auc, log } = this.trained;
    return {
      text: (await model.text()).length, at: readFileSync(await model.path(), 'utf8').length, one: await one.text(),
      runs: (await import('node:child_process')).execFileSync(await program.path(), { encoding: 'utf8' }),
      log: (await (await log.read()).bytes()).length, auc, title: this.title,
    };
  }
}
`;

const answer = { text: 169, at: 169, one: 'image 3', runs: '0.9\n', log: 169, auc: 0.9 };

describe.each([undefined, 'thread', 'process'])('files and folders as outputs, with isolate: %s', (isolate) => {
  test('are passed on, cached, and stored only once', async () => {
    const project = makeProject({ 'workflow.ts': workflow });
    const run = (...flags: string[]) =>
      project.json(['run-workflow', 'workflow.ts', 'Report', ...flags], { env: { ISOLATE: isolate } });
    expect(await run()).toMatchObject({ status: 'succeeded', output: answer, counts: { ran: 3 } });
    expect(await run()).toMatchObject({ output: answer, counts: { ran: 0, cached: 3 } });
    // One that made the same again changes nothing behind it.
    expect(await run('--force-from', 'Images', '--title', 'first')).toMatchObject({ output: answer });
    expect(await run('--title', 'second')).toMatchObject({
      output: { ...answer, title: 'second' },
      counts: { ran: 1 },
    });
    const contents = readdirSync(join(project.folder, '.clew/storage/local/shop/files'), {
      recursive: true,
      withFileTypes: true,
    });
    // 21 images, the list, the model, and the program.
    const isContent = ({ parentPath }: { parentPath: string }): boolean => !parentPath.endsWith('kept-by');
    expect(contents.filter((entry) => entry.isFile() && isContent(entry))).toHaveLength(24);
  });
});

describe('clew artifacts of files and folders', () => {
  let project: Project;
  beforeAll(async () => {
    project = makeProject({ 'workflow.ts': workflow });
    await project.json('run-workflow workflow.ts Report');
  });
  const contents = (): string => join(project.folder, '.clew/storage/local/shop/files');
  const holding = (text: string): string => {
    const files = readdirSync(contents(), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    return files.map((one) => join(one.parentPath, one.name)).find((one) => readFileSync(one, 'utf8') === text)!;
  };

  test('get writes a folder or a file, and does not overwrite a folder', async () => {
    const all = await project.run('clew artifacts get Images out/copy');
    expect(all).toMatchObject({ code: 0, stderr: '', stdout: 'out/copy  2.0 MB  21 files\n' });
    expect(readdirSync(project.path('out/copy'))).toHaveLength(21);
    expect(statSync(project.path('out/copy/0.txt')).mode & 0o200).toBe(0o200);
    expect(readFileSync(project.path('out/copy/deep/large.bin')).equals(Buffer.alloc(2_000_000, 1))).toBe(true);
    for (const flag of ['', ' --force']) {
      const again = await project.run(`clew artifacts get Images out/copy${flag}`);
      expect(again.code).toBe(flag ? 2 : 0);
      expect(again.stderr).toBe(
        flag &&
          'error out/copy/images is there already.\nName another place, or remove it first: --force writes over single files alone.\n',
      );
    }
    expect(existsSync(project.path('out/copy/images/0.txt'))).toBe(true);
    expect(await project.json('clew artifacts get Train.predict.sh run.sh')).toMatchObject({
      file: 'run.sh',
      size: 19,
    });
    expect(statSync(project.path('run.sh')).mode & 0o111).not.toBe(0);
    expect((await project.run('clew artifacts get Train.model.txt')).stdout).toBe('model.txt  169 B\n');
  });

  test('cat prints the bytes of a file, and lists a folder', async () => {
    expect((await project.run('clew artifacts cat Train.train.log')).stdout).toBe(project.read('out/model.txt'));
    const { stdout } = await project.run('clew artifacts cat Images');
    expect(stdout).toMatch(/^7 B +0\.txt\n/);
    expect(stdout).toMatch(/2\.0 MB +deep\/large\.bin\n$/);
    expect(await project.json('clew artifacts cat Images')).toMatchObject({
      value: { folder: 'images', files: 21, size: 2_000_150 },
    });
    const { value } = await project.json('clew artifacts cat Train');
    expect(value).toMatchObject({ model: { file: 'model.txt', size: 169 }, one: { file: '3.txt' }, auc: 0.9 });
  });

  test('show prints the size of a folder and its largest files', async () => {
    const { stdout } = await project.run('clew artifacts show Images');
    expect(stdout).toMatch(/^images  art-/);
    expect(stdout).toMatch(/files +21\n/);
    expect(stdout).toMatch(/size +2\.0 MB \(2000150\)/);
    expect(stdout).toMatch(/\n {2}2\.0 MB +deep\/large\.bin\n {2}8 B +10\.txt\n/);
    expect(stdout).toContain('… and 11 smaller ones');
    const { folder, codec } = await project.json('clew artifacts show Images');
    expect([codec, folder.count, folder.files.length]).toEqual(['folder', 21, 21]);
    expect((await project.run('clew artifacts path Images')).stdout).toMatch(/shop\/files\/..\/[0-9a-f]{64}\.json\n/);
  });

  test('du counts shared files once, and says that it counts folders by their lists only', async () => {
    const { used } = await project.json('clew du');
    const of = (name: string): any => used.find((one: any) => one.component === name && one.layer === 'local');
    expect(of('Images')).toMatchObject({ folders: 1 });
    expect(of('Images').size).toBeLessThan(5000);
    // The log and the model are one; of an image that is handed on, the record knows.
    expect(of('Train')).toMatchObject({ folders: 0, artifacts: 3, size: 169 + 19 + 7 });
    expect((await project.run('clew du')).stdout).toContain('Of 1 folder, the lists of their files');
  });

  test('verify reads every file, and after --repair the next run makes damaged and missing files again', async () => {
    const well = await project.run('clew artifacts verify');
    expect(well).toMatchObject({ code: 0, stdout: expect.stringContaining('all as they were written') });
    const [damaged, gone] = [holding('image 7'), holding('image 8')];
    chmodSync(damaged, 0o644);
    writeFileSync(damaged, 'image !');
    rmSync(gone);
    const bad = await project.run('clew artifacts verify');
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/damaged +Images images/);
    expect(bad.stdout).toContain(damaged);
    expect(bad.stdout).toMatch(/8\.txt +gone/);
    const { bad: found } = await project.json('clew artifacts verify Images');
    expect(found[0].files.map(({ path, state }: any) => [path, state])).toEqual([
      ['7.txt', 'damaged'],
      ['8.txt', 'gone'],
    ]);
    expect((await project.run('clew artifacts verify --repair')).code).toBe(1);
    expect(existsSync(damaged)).toBe(false);
    const before = project.lines('ran.txt').length;
    expect(await project.json('run-workflow workflow.ts Report')).toMatchObject({ output: answer, counts: { ran: 1 } });
    expect(project.lines('ran.txt').slice(before)).toEqual(['Images']);
    // The list was whole all the time, and what it names is there again.
    expect((await project.run('clew artifacts verify Images')).code).toBe(0);
    expect(readFileSync(damaged, 'utf8')).toBe('image 7');
  });
});
