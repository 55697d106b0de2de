import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { type Project, makeProject } from '../support/project.ts';
import { actAs, credentials, freshBucket, hasS3 } from '../support/s3.ts';
import { head } from './nightly.ts';

/** It fails once after it has stored something, and is killed while it stores if it is asked to be. */
const workflow = `${head}
import { StorageLayer } from 'clew';
@Task({ storage: 'kept', retries: { times: 1, backoff: '1 ms' } }) export class Train {
  @Param() n = 1;
  @Param({ significant: false }) kill = false;
  constructor(private readonly storage: StorageLayer, private readonly context: TaskContext) {}
  async run() {
    const weights = await this.storage.store('weights.bin', new Uint8Array(1000 * this.context.attempt));
    if (this.kill) {
      const kill = () => process.kill(process.pid, 'SIGKILL');
      await this.storage.store('log', (async function* () { yield new Uint8Array(600_000); kill(); yield new Uint8Array(10); })());
    }
    if (this.context.attempt === 1) throw new Error('once');
    return weights;
  }
}
@Task({ storage: 'kept' }) export class Waits {
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    const part = await this.storage.store('part', 'all of it');
    console.log('stored');
    while (!existsSync('go')) await new Promise((go) => setTimeout(go, 20));
    return part;
  }
}
`;
const settings = (folder: string): string =>
  `export default { storage: { layers: { kept: { folder: '${folder}' }, same: { folder: '${folder}' } } } };`;
const project = (folder = 'kept'): Project =>
  makeProject({ 'workflow.ts': workflow, 'clew.config.ts': settings(folder) });

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [join(one.parentPath, one.name)] : [],
  );
const clean = 'clew artifacts clean --older-than 0s';

describe('clew artifacts clean', () => {
  test('removes files of a failed attempt with --yes, and nothing else', async () => {
    const shop = project();
    await shop.json('run-workflow workflow.ts Train');
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
    const { stdout, code } = await shop.run(clean);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1\.0 kB +kept +shop\/task\/Train\/[0-9a-f]{32}\/weights\.cr-\w{15}\.bin +run-/);
    expect(stdout).toContain('1 can be removed, 1.0 kB. Nothing was removed: --yes does it.');
    expect(filesIn(shop.path('kept'))).toHaveLength(3);
    // Not younger than a day, as long as nothing else was asked for.
    expect((await shop.run('clew artifacts clean --yes')).stdout).toContain('0 removed');
    const done = await shop.json(`${clean} --yes`);
    expect(done).toMatchObject({ removed: true, count: 1, size: 1000 });
    expect(filesIn(shop.path('kept'))).toHaveLength(2);
    expect(await shop.json('clew artifacts verify')).toMatchObject({ checked: 2, bad: [] });
    expect((await shop.json('run-workflow workflow.ts Train')).counts).toMatchObject({ cached: 1, ran: 0 });
    expect((await shop.run(clean)).stdout).toBe('There is nothing to clean\n');
  });

  test('removes files of a killed run, including a partial one', async () => {
    const shop = project();
    const killed = await shop.run('run-workflow workflow.ts Train --kill');
    expect(killed.signal ?? killed.code).not.toBe(0);
    const files = filesIn(shop.path('kept'));
    expect(files.some((file) => file.endsWith('.partial'))).toBe(true);
    const listed = await shop.json(clean);
    expect(listed).toMatchObject({ removed: false, count: 2 });
    expect(listed.layers.find(({ layer }: any) => layer === 'kept').leftovers.map(({ whole }: any) => whole)).toEqual([
      true,
      false,
    ]);
    expect(await shop.json(`${clean} --yes`)).toMatchObject({ count: 2, size: listed.size });
    expect(filesIn(shop.path('kept'))).toEqual([]);
    await shop.json('run-workflow workflow.ts Train');
    expect(await shop.json('clew artifacts verify')).toMatchObject({ checked: 2, bad: [] });
  });

  test('removes nothing of a running run', async () => {
    const shop = project();
    const { until, ended } = shop.start('run-workflow workflow.ts Waits');
    await until('stored');
    expect(await shop.json(`${clean} --yes`)).toMatchObject({ count: 0 });
    shop.write({ go: '' });
    expect((await ended).code).toBe(0);
    expect(await shop.json(`${clean} --yes`)).toMatchObject({ count: 0 });
    expect(await shop.json('clew artifacts verify')).toMatchObject({ checked: 2, bad: [] });
  });

  test('keeps files of other records, shared artifacts and unknown files', async () => {
    const shop = project();
    await shop.json('run-workflow workflow.ts Train');
    // A colleague: the same project, a record of its own.
    const other = project(shop.path('kept'));
    const mine = filesIn(shop.path('kept'));
    const odd = ['shop/files/ab/ab12', 'shop/notes.txt', 'shop/task/Train/0123/cr-0t31/old.json'].map((name) =>
      shop.path(`kept/${name}`),
    );
    for (const file of odd) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x');
      utimesSync(file, 0, 0);
    }
    expect((await other.run(`${clean} --yes`)).stdout).toContain('Nothing has run yet.');
    await other.json('run-workflow workflow.ts Train --n 2');
    expect(await other.json(`${clean} --yes`)).toMatchObject({ count: 1 });
    const { stdout } = await other.run(clean);
    expect(stdout).toContain("3 of runs that this record doesn't know were left alone");
    const left = filesIn(shop.path('kept'));
    expect(left).toEqual(expect.arrayContaining([...mine, ...odd]));
    expect(left).toHaveLength(mine.length + odd.length + 2);
    // The same record without its history: nobody can tell any more whose they are.
    rmSync(shop.path('.clew/record.db'));
    await shop.json('run-workflow workflow.ts Train --n 3');
    expect(await shop.json(`${clean} --yes`)).toMatchObject({ count: 1 });
    expect(filesIn(shop.path('kept'))).toEqual(expect.arrayContaining(mine));
  });

  test('continues when one of several layers is unreachable, and exits with 1', async () => {
    const shop = makeProject({
      'workflow.ts': workflow,
      'clew.config.ts': `const away = { kind: 'vault', place: (key: string) => 'vault:' + key, list: () => { throw new Error('the vault is closed'); },
  put: async () => undefined, get: async () => new Uint8Array(), stream: async function* () {}, size: async () => undefined, remove: async () => undefined };
export default { storage: { layers: { away, kept: { folder: 'kept' } } } };`,
    });
    await shop.json('run-workflow workflow.ts Train');
    const { code, stdout } = await shop.run(`${clean} --yes`);
    expect(code).toBe(1);
    expect(stdout).toContain('The layer "away" could not be looked into: the vault is closed');
    expect(stdout).toContain('1 removed, 1.0 kB freed');
  });

  test.skipIf(!hasS3)('aborts the uploads of a killed run in a bucket', async () => {
    const s3 = await freshBucket();
    const shop = makeProject({
      'workflow.ts': workflow.replace(
        'yield new Uint8Array(600_000); kill();',
        'for (let i = 0; i < 80; i++) yield new Uint8Array(600_000); kill();',
      ),
      'clew.config.ts': `export default { storage: { layers: { kept: ${JSON.stringify(s3)} } } };`,
    });
    const modules = join(dirname(shop.program('clew')), '../..');
    symlinkSync(fileURLToPath(new URL('../../node_modules/@aws-sdk', import.meta.url)), join(modules, '@aws-sdk'));
    // By then some parts have been sent: no more than a few are on their way at a time.
    await shop.run('run-workflow workflow.ts Train --kill', { env: credentials() });
    actAs();
    const driver = new S3Driver(s3);
    const begun = async (): Promise<string[]> => {
      const keys = [];
      for await (const { key } of driver.unfinished('shop/')) keys.push(key);
      return keys;
    };
    expect(await begun()).toEqual([expect.stringMatching(/log\.cr-\w+\.bin$/)]);
    expect(await shop.json(`${clean} --yes`, { env: credentials() })).toMatchObject({ count: 2, size: 1000 });
    expect(await begun()).toEqual([]);
    const keys = [];
    for await (const key of driver.list('')) keys.push(key);
    expect(keys).toEqual([]);
  });

  test.each([
    ['clew artifacts clean --older-than soon', "--older-than wants a duration such as '2 days'"],
    ['clew artifacts clean --yes --dry-run', 'opposite things'],
    ['clew artifacts clean kept', 'clew artifacts clean takes no "kept".'],
    ['clew artifacts ls --yes', '--yes is for clew artifacts clean.'],
  ])('%s is refused with an error message', async (command, words) => {
    const { code, stderr } = await project().run(command);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
