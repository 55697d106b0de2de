import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../faults/help/leaving-program.ts';
import { type Project, type RunOptions, makeProject } from '../support/project.ts';

const clean = 'clew artifacts clean --older-than 0s';

/** Keeps files, then waits or is killed; each `n` has files of its own, and all have one in common. */
const workflow = `
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Param, Task, TaskContext, StorageLayer, file, folder } from 'clew';
@Task({ storage: 'kept' }) export class Keep {
  @Param() n = 1;
  @Param({ significant: false }) then = '';
  constructor(private readonly context: TaskContext, private readonly storage: StorageLayer) {}
  async run() {
    const at = await this.context.scratch();
    await Promise.all([writeFile(at + '/own.txt', 'own ' + this.n), writeFile(at + '/same.txt', 'the same')]);
    const all = await this.storage.store('all', folder(at));
    const own = await this.storage.store('own', file(at + '/own.txt'));
    if (this.then === 'die') process.kill(process.pid, 'SIGKILL');
    if (this.then !== '') console.log('kept');
    while (this.then !== '' && !existsSync(this.then)) await new Promise((go) => setTimeout(go, 20));
    return { all, own };
  }
}`;
const settings = (kept = 'kept', more = ''): string =>
  `export default { storage: { layers: { kept: { folder: '${kept}' } }${more} } };`;

/** A project with a folder of its own for temporary files. */
function make(kept?: string): { shop: Project; tmp: () => string[]; own: RunOptions } {
  const shop = makeProject({ 'workflow.ts': workflow, 'clew.config.ts': settings(kept) });
  mkdirSync(shop.path('tmp'));
  return { shop, tmp: () => readdirSync(shop.path('tmp')), own: { env: { TMPDIR: shop.path('tmp') } } };
}

const filesIn = (folder: string): string[] => namesIn(folder).filter((name) => /\/[0-9a-f]{64}/.test(name));

describe('clew artifacts clean: files, scratch folders and copies', () => {
  test('removes files and the scratch folder of a killed run with --yes', async () => {
    const { shop, tmp, own } = make();
    await shop.run('run-workflow workflow.ts Keep --then die', own);
    expect(tmp()).toEqual([expect.stringMatching(/^clew-cr-\w{15}-\w{6}$/)]);
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
    const { stdout } = await shop.run(clean, own);
    expect(stdout).toMatch(/shop\/files\/\w\w\/\w{64}\.txt +no artifact has it/);
    expect(stdout).toMatch(/scratch folders +clew-cr-\w+-\w+ +run-/);
    expect(stdout).toContain('Nothing was removed: --yes does it.');
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
    expect(await shop.json(`${clean} --yes`, own)).toMatchObject({ removed: true });
    expect([tmp(), namesIn(shop.path('kept'))]).toEqual([[], []]);
    // A day is what they have by default.
    await shop.run('run-workflow workflow.ts Keep --then die', own);
    expect(await shop.json('clew artifacts clean --yes', own)).toMatchObject({ count: 0 });
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
  });

  test('keeps files that an artifact has, by itself or in a folder', async () => {
    const { shop, own } = make();
    await shop.run('run-workflow workflow.ts Keep --n 1 --then die', own);
    await shop.json('run-workflow workflow.ts Keep --n 2', own);
    expect(filesIn(shop.path('kept'))).toHaveLength(5);
    const { layers } = await shop.json(`${clean} --yes`, own);
    const kept = layers.find(({ layer }: any) => layer === 'kept');
    // The list of the first folder and the file that it has alone, and the note of the killed process.
    expect(kept.leftovers.map(({ what }: any) => what).toSorted()).toEqual(['file', 'file', 'note']);
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
    expect(await shop.json('clew artifacts verify', own)).toMatchObject({ bad: [] });
    expect((await shop.run(clean, own)).stdout).toBe('There is nothing to clean\n');
  });

  test('keeps the files of a running run, including those that a killed one had written', async () => {
    const { shop, tmp, own } = make();
    // It finds there what this one has left.
    await shop.run('run-workflow workflow.ts Keep --then die', own);
    const { until, ended } = shop.start('run-workflow workflow.ts Keep --then go', own);
    await until('kept');
    const { layers } = await shop.json(`${clean} --yes`, own);
    expect(layers.flatMap(({ leftovers }: any) => leftovers.map(({ what }: any) => what))).toEqual(['scratch']);
    expect(tmp()).toHaveLength(1);
    shop.write({ go: '' });
    expect((await ended).code).toBe(0);
    // The note of the killed one: there is a newer one now.
    const after = await shop.json(`${clean} --yes`, own);
    expect(after.layers.flatMap(({ leftovers }: any) => leftovers.map(({ what }: any) => what))).toEqual(['note']);
    expect(await shop.json('clew artifacts verify', own)).toMatchObject({ bad: [] });
  });

  test('keeps files when another record has files in the same layer, and says so', async () => {
    const { shop, own } = make();
    await shop.json('run-workflow workflow.ts Keep --n 1', own);
    const other = make(shop.path('kept'));
    await other.shop.json('run-workflow workflow.ts Keep --n 2', other.own);
    await other.shop.run('run-workflow workflow.ts Keep --n 3 --then die', other.own);
    const before = filesIn(shop.path('kept'));
    const { stdout } = await other.shop.run(`${clean} --yes`, other.own);
    expect(stdout).toContain('4 files that no artifact here has were left alone: others keep files there, too.');
    expect(filesIn(shop.path('kept'))).toEqual(before);
    expect(await shop.json('clew artifacts verify', own)).toMatchObject({ bad: [] });
  });

  test('keeps folders for temporary files that are not of Clew', async () => {
    const { shop, tmp, own } = make();
    await shop.json('run-workflow workflow.ts Keep', own);
    const others = [
      'clew-notes',
      'clew-cr-000000000000000-abcdef',
      `clew-audit-${process.pid}-abcdef`,
      'clew-audit-x-abcdef',
    ];
    for (const name of others) mkdirSync(shop.path(`tmp/${name}`));
    symlinkSync(shop.folder, shop.path('tmp/clew-audit-99999999-linked'));
    mkdirSync(shop.path('tmp/clew-audit-99999999-abcdef'));
    await shop.json(`${clean} --yes`, own);
    expect(tmp()).toEqual([...others, 'clew-audit-99999999-linked'].toSorted());
  });

  /** A layer that is elsewhere, as far as its files have no paths. */
  const away = `
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
const at = (key: string) => join(import.meta.dirname, 'elsewhere', key);
const away = {
  kind: 'away', place: (key: string) => 'away:' + key,
  async put(key: string, content: any) { const pieces = []; for await (const piece of content instanceof Uint8Array ? [content] : content) pieces.push(piece); await mkdir(dirname(at(key)), { recursive: true }); await writeFile(at(key), Buffer.concat(pieces)); },
  get: (key: string) => readFile(at(key)),
  async *stream(key: string, { from = 0, to }: any = {}) { yield (await readFile(at(key))).subarray(from, to); },
  size: (key: string) => stat(at(key)).then(({ size }) => size, () => undefined),
  remove: (key: string) => rm(at(key), { force: true }),
  async *list() {},
};`;

  test('copies of remote files are limited by copiesGb, except those in use', async () => {
    const megabyte = 1_000_000;
    const shop = makeProject({
      'workflow.ts': `
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { From, Param, Task, TaskContext, file, type Output } from 'clew';
@Task({ storage: 'away' }) export class Make {
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  async run() { const at = (await this.context.scratch()) + '/a.bin'; await writeFile(at, Buffer.alloc(${megabyte}, this.n)); return file(at); }
}
@Task({ cache: false }) export class Use {
  @Param() n!: number;
  @Param() wait = '';
  @From(Make) made!: Output<Make>;
  async run() {
    const at = await this.made.path();
    if (this.wait) console.log('has it');
    while (this.wait && !existsSync(this.wait)) await new Promise((go) => setTimeout(go, 20));
    return readFileSync(at).length;
  }
}`,
      'clew.config.ts': `${away}\nexport default { storage: { layers: { away }, copiesGb: 0.0025 } };`,
    });
    const copies = () => namesIn(shop.path('.clew/copies')).filter((name) => name.endsWith('.bin'));
    const use = (n: number, more = '') => `run-workflow workflow.ts Use --n ${n}${more}`;
    for (const n of [1, 2]) expect((await shop.json(use(n))).output).toBe(megabyte);
    expect(copies()).toHaveLength(2);
    // The first is asked for once more, and another run has it while a third one comes.
    const { until, ended } = shop.start(use(1, ' --wait go'));
    await until('has it');
    expect((await shop.json(use(3))).output).toBe(megabyte);
    expect(copies()).toHaveLength(3);
    expect(await shop.json(`${clean} --yes`)).toMatchObject({ count: 0 });
    shop.write({ go: '' });
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining(String(megabyte)) });
    expect(copies()).toHaveLength(2);
    expect((await shop.json(use(2))).output).toBe(megabyte);
    expect(await shop.json(clean)).toMatchObject({ count: 0 });
  });
});
