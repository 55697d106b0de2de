import { existsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Project, type Ran, makeProject } from '../support/project.ts';
import { actAs, credentials, freshBucket, hasS3 } from '../support/s3.ts';
import { expectMistake } from './calm.ts';
import { head } from './nightly.ts';

const train = (isolate: string): string => `${head}
import { Service } from 'typedi';
import { Storage, StorageLayer } from 'clew';
@Service() class Log {
  constructor(@Storage('logs') private readonly layer: StorageLayer) {}
  write(text: string) { return this.layer.store('log.txt', text); }
}
@Task({ storage: 's3', isolate: ${isolate} }) export class Train {
  @Storage('models') models!: StorageLayer;
  constructor(private readonly log: Log, @Storage('models') private readonly same: StorageLayer, private readonly storage: StorageLayer) {}
  async run() {
    ran('Train');
    for (const epoch of [1, 2, 3]) {
      await this.models.store(\`epoch-\${epoch}\`, { epoch });
      if (epoch > 1) await this.same.remove(\`epoch-\${epoch - 1}\`);
    }
    await this.log.write('all well');
    const [best] = await this.models.list('epoch-');
    return { best, epoch: (await this.same.load<{ epoch: number }>('epoch-3')).epoch, there: await this.storage.exists('epoch-3') };
  }
}`;
const settings = `export default { storage: { layers: { models: { folder: 'm' }, logs: { folder: 'l' } } } };`;

describe('storage layers with @Storage', () => {
  test.each(['false', "'thread'", "'process'"])('list, load and cache artifacts with isolate: %s', async (isolate) => {
    const project = makeProject({ 'workflow.ts': train(isolate), 'clew.config.ts': settings });
    const { output } = await project.json('run-workflow workflow.ts Train');
    expect(output).toMatchObject({ best: { name: 'epoch-3' }, epoch: 3, there: false });
    const { artifacts } = await project.json('clew artifacts ls Train');
    expect(artifacts.map(({ name, layer }: any) => `${name} ${layer}`)).toEqual([
      'output s3',
      'epoch-3 models',
      'log.txt logs',
    ]);
    expect(await project.json('clew artifacts verify')).toMatchObject({ checked: 3, bad: [] });
    expect((await project.json('run-workflow workflow.ts Train')).counts).toMatchObject({ ran: 0, cached: 1 });
    // The bytes of a handle belong to what it found again: gone, the task runs again.
    expect((await project.json('run-workflow workflow.ts Train --force')).counts.ran).toBe(1);
  });

  test('refuses a layer that the settings do not name, before anything runs', async () => {
    const project = makeProject({ 'workflow.ts': train('false') });
    expectMistake(
      await project.run('run-workflow workflow.ts Train'),
      'error Train.models asks for the storage layer "models", which the settings don\'t name.',
      'Add it to storage.layers in clew.config.ts, or use one of: local, s3.',
    );
    expect(project.lines('ran.txt')).toEqual([]);
  });

  test('refuses a layer in memory for an isolated task, before anything runs', async () => {
    const project = makeProject({
      'workflow.ts': train("'thread'"),
      'clew.config.ts': settings.replace("{ folder: 'm' }", '{ memory: true }'),
    });
    expectMistake(
      await project.run('run-workflow workflow.ts Train'),
      `error Train can't run in isolation: it writes to the storage layer "models", which is in memory.`,
      'Make "models" a folder in clew.config.ts, or give the task `isolate: false`.',
    );
    expect(project.lines('ran.txt')).toEqual([]);
  });
});

describe.runIf(hasS3)('storage layers in an S3 bucket', () => {
  const inBucket = `${head}
import { Storage, StorageLayer } from 'clew';
@Task({ storage: 'models', isolate: 'process' }) export class Odd {
  @Param() name = 'a b/größe & 100%+=?#[1].txt';
  @Storage('models') models!: StorageLayer;
  async run() {
    const { models, name } = this;
    const kept = await models.store(name, 'all of it');
    await models.store('empty.bin', new Uint8Array());
    await models.store('gone', 1);
    await models.remove('gone');
    let streamed = '';
    for await (const chunk of models.stream(kept)) streamed += Buffer.from(chunk).toString();
    const there = await Promise.all([kept, 'empty.bin', 'gone'].map((what) => models.exists(what)));
    const address = await models.presign(kept, { for: '10 min' });
    return {
      streamed, there, loaded: await models.load(name), names: (await models.list()).map(({ name }) => name),
      fetched: await (await fetch(address)).text(), kept,
    };
  }
}`;
  const bucketProject = async (prefix: string): Promise<Project> => {
    actAs();
    const layer = { ...(await freshBucket()), prefix };
    const project = makeProject({
      'workflow.ts': inBucket,
      'clew.config.ts': `export default { storage: { layers: { models: ${JSON.stringify(layer)} } } };`,
    });
    const modules = join(dirname(project.program('clew')), '../..');
    if (!existsSync(join(modules, '@aws-sdk')))
      symlinkSync(fileURLToPath(new URL('../../node_modules/@aws-sdk', import.meta.url)), join(modules, '@aws-sdk'));
    return project;
  };

  test('store, load, list, stream and presign names with special characters', async () => {
    const project = await bucketProject('team/clew');
    const env = credentials();
    const { output } = await project.json('run-workflow workflow.ts Odd', { env });
    expect(output).toMatchObject({
      streamed: 'all of it',
      loaded: 'all of it',
      fetched: 'all of it',
      there: [true, true, false],
      names: ['a b/größe & 100%+=?#[1].txt', 'empty.bin'],
    });
    const { path, place } = await project.json(['clew', 'artifacts', 'path', `Odd.${output.names[0]}`], { env });
    expect(path).toMatch(/\/a=20b\/größe=20=26=20100=25=2B=3D=3F=23=5B1=5D\.txt$/);
    expect(place).toContain('/team/clew/shop/task/Odd/');
    expect((await project.run(`clew artifacts cat ${path}`, { env })).stdout).toBe('all of it');
    expect(await project.json('clew artifacts verify', { env })).toMatchObject({ checked: 3, bad: [] });
    expect(await project.json('clew artifacts clean --older-than 0s', { env })).toMatchObject({ count: 0 });
  });

  test('refuse a key of 1,025 bytes, and accept one of 1,024', async () => {
    const project = await bucketProject('p'.repeat(500));
    const env = credentials();
    const run = (name: string): Promise<Ran> =>
      project.run(['run-workflow', 'workflow.ts', 'Odd', '--name', name], { env });
    const parts = ['x'.repeat(190), 'y'.repeat(190)];
    expect((await run(parts.join('/'))).code).toBe(0);
    const { place } = await project.json(['clew', 'artifacts', 'path', `Odd.${parts.join('/')}`], { env });
    const room = 1024 - Buffer.byteLength(new URL(place).pathname.slice(1));
    const longest = [...parts, 'z'.repeat(room - 1)].join('/');
    expect((await run(longest)).code).toBe(0);
    const { code, stdout } = await run(`${longest}z`);
    expect(code).toBe(1);
    expect(stdout).toContain('1025 bytes');
  });
});
