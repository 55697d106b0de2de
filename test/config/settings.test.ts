import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { defineConfig, settingsShape } from '../../src/config/settings-table.ts';
import { project, type Outcome } from '../modules/project.ts';

const config = (settings: string): Record<string, string> => ({ 'clew.config.ts': `export default ${settings};` });

async function settings(
  files: Record<string, string>,
  options: object = {},
  env?: Record<string, string>,
): Promise<Outcome> {
  const made = await project(files);
  return await made.run('settings', [options], env);
}

describe('settings', () => {
  it('have defaults for everything when there is no settings file', async () => {
    const made = await project({ 'package.json': '{ "name": "@acme/downtime" }', 'src/x.ts': '' });
    expect(await loadSettings({ cwd: join(made.root, 'src'), env: {} })).toEqual({
      codecs: [],
      root: made.root,
      home: join(made.root, '.clew'),
      configFile: null,
      profile: 'local',
      defaultProfile: 'local',
      profiles: ['local'],
      project: 'acme-downtime',
      workflows: ['workflow.ts', 'workflows/**/*.ts', 'src/workflows/**/*.ts'],
      record: { sqlite: join(made.root, '.clew/record.db') },
      storage: {
        default: 'local',
        layers: { local: { folder: join(made.root, '.clew/storage/local') } },
        configured: [],
        copies: 20e9,
      },
      modelFamilies: {},
      concurrency: Math.max(4, availableParallelism()),
      limits: {},
      isolate: false,
      sagemaker: {},
    });
  });

  it('are read from TypeScript and merged with a profile section by section', async () => {
    const made = await project(
      config(`{
        project: 'risk',
        record: { sqlite: 'data/r.db', durability: 'full' },
        storage: { default: 'big', layers: { big: { folder: 'big' }, scratch: { memory: true } } },
        modelFamilies: { ranker: { metrics: ['ndcg'] } },
        concurrency: 8 as number,
        limits: { gpu: 2, licence: 1 },
        profile: 'fast',
        profiles: {
          fast: { record: { sqlite: 'fast.db' }, limits: { gpu: 0 }, storage: { layers: { big: { memory: true } } }, modelFamilies: { other: { metrics: [] } } },
          ci: { record: { postgres: 'postgres://ci@db/clew', migrate: 'manual' }, concurrency: 2 },
        },
      }`),
    );
    const { value: fast } = await made.run('settings', [{}]);
    expect(fast).toMatchObject({
      configFile: join(made.root, 'clew.config.ts'),
      profile: 'fast',
      project: 'risk',
      record: { sqlite: join(made.root, 'fast.db'), durability: 'full' },
      storage: {
        default: 'big',
        layers: {
          local: { folder: join(made.root, '.clew/storage/local') },
          big: { memory: true },
          scratch: { memory: true },
        },
        configured: ['big', 'scratch'],
      },
      modelFamilies: { ranker: { metrics: ['ndcg'] }, other: { metrics: [] } },
      concurrency: 8,
      limits: { gpu: 0, licence: 1 },
    });
    const { value: ci } = await made.run('settings', [{ profile: 'ci' }]);
    expect(ci).toMatchObject({
      profile: 'ci',
      record: { postgres: 'postgres://ci@db/clew', migrate: 'manual' },
      concurrency: 2,
    });
    expect(ci.record).not.toHaveProperty('sqlite');
    const { value: local } = await made.run('settings', [{}], { CLEW_PROFILE: 'local' });
    expect(local.record).toEqual({ sqlite: join(made.root, 'data/r.db'), durability: 'full' });
  });

  it('accept a custom storage driver', async () => {
    const { value } = await settings({
      'clew.config.ts': `
        class Archive { kind = 'tape'; async put() {} async get() {} async *stream() {} async size() {} async remove() {} async *list() {} place() {} }
        export default { storage: { layers: { archive: new Archive() } } };`,
    });
    expect(value.storage.layers.archive).toEqual({ kind: 'tape' });
    const half = config(`{ storage: { layers: { archive: { kind: 'tape', put() {} } } } }`);
    expect((await settings(half)).error!.message).toBe(
      'clew.config.ts: storage.layers.archive.get must be a method of the storage driver; it is missing.',
    );
  });

  it('take the environment over the profile, and flags over both', async () => {
    const made = await project({ 'package.json': '{}' });
    const env = { CLEW_DATABASE_URL: 'sqlite:env.db', CLEW_CONCURRENCY: '3', CLEW_HOME: 'elsewhere' };
    const resolved = await loadSettings({ cwd: made.root, env });
    expect(resolved).toMatchObject({
      record: { sqlite: join(made.root, 'env.db') },
      concurrency: 3,
      home: join(made.root, 'elsewhere'),
    });
    expect(resolved.storage.layers['local']).toEqual({ folder: join(made.root, 'elsewhere/storage/local') });
    expect(await loadSettings({ cwd: made.root, env, overrides: { concurrency: 1 } })).toMatchObject({
      concurrency: 1,
    });
    const postgres = { CLEW_DATABASE_URL: 'postgresql://a:b@db/c' };
    expect((await loadSettings({ cwd: made.root, env: postgres })).record).toEqual({
      postgres: 'postgresql://a:b@db/c',
    });
  });

  it.each([
    [
      { CLEW_CONCURRENCY: 'many' },
      "The environment: CLEW_CONCURRENCY must be a whole number, 1 or more; it is 'many'.",
    ],
    [{ CLEW_CONCURRENCY: '0' }, "The environment: CLEW_CONCURRENCY must be a whole number, 1 or more; it is '0'."],
    [
      { CLEW_DATABASE_URL: 'mysql://root:secret@db' },
      'The environment: CLEW_DATABASE_URL must be postgres://…, sqlite:path or a path; it is an address that begins with mysql:.',
    ],
    [{ CLEW_PROFILE: 'prod' }, "CLEW_PROFILE asks for the profile prod, which doesn't exist."],
  ])('name the environment variable that is wrong: %o', async (env, message) => {
    const made = await project({ 'package.json': '{}' });
    await expect(loadSettings({ cwd: made.root, env })).rejects.toMatchObject({ message });
  });

  it.each([
    ['{ concurency: 2 }', 'clew.config.ts: there is no setting concurency. Did you mean concurrency?'],
    [
      '{ record: { sqlite: "x", durabilty: "full" } }',
      'clew.config.ts: there is no setting record.durabilty. Did you mean durability?',
    ],
    [
      '{ profiles: { ci: { concurrency: "2" } } }',
      "clew.config.ts: profiles.ci.concurrency must be a whole number, 1 or more; it is '2'.",
    ],
    ['{ profiles: { ci: { profile: "x" } } }', 'clew.config.ts: there is no setting profiles.ci.profile.'],
    ['{ workflows: "w.ts" }', "clew.config.ts: workflows must be a list, each item a file or a pattern; it is 'w.ts'."],
    ['{ workflows: [3] }', 'clew.config.ts: workflows.0 must be a file or a pattern; it is 3.'],
    ['{ project: "a/b" }', "clew.config.ts: project must be a name of letters, digits, '.', '-' and '_'; it is 'a/b'."],
    [
      '{ storage: { default: "locl" } }',
      "storage.default names the layer locl, which isn't in storage.layers. Did you mean local?",
    ],
    [
      '{ storage: { layers: { s3: { bucket: "b" } } } }',
      'clew.config.ts: there is no setting storage.layers.s3.bucket.',
    ],
    [
      '{ storage: { layers: { s: { s3: "S3://models" } } } }',
      "storage.layers.s.s3 must be the name of a bucket, as 'acme-artifacts': 3 to 63 of a-z, 0-9, '-' and '.', without s3://; it is 'S3://models'.",
    ],
    [
      '{ storage: { layers: { s: { s3: "models", prefix: "/team" } } } }',
      "storage.layers.s.prefix must be the beginning of a key, as 'team/clew': no slash in front, and no '.', '..' or nothing between slashes; it is '/team'.",
    ],
    ['{ storage: { layers: { s: { s3: "models", prefix: "a/../b" } } } }', "it is 'a/../b'."],
    [
      '{ storage: { layers: { s: { s3: "models", endpoint: "localhost:9000" } } } }',
      "storage.layers.s.endpoint must be an address, as 'https://s3.example.com', without a user or a password; it is 'localhost:9000'.",
    ],
    [
      '{ storage: { layers: { s: { s3: "models", encryption: "kms" } } } }',
      "storage.layers.s.encryption must be 'AES256' or { kmsKey: '…' }; it is 'kms'.",
    ],
    [
      '{ storage: { layers: { s: { s3: "models", encryption: {} } } } }',
      'storage.layers.s.encryption.kmsKey must be the id, the ARN or the alias of a KMS key; it is missing.',
    ],
    [
      '{ storage: { layers: { s: { s3: "models", regoin: "x" } } } }',
      'there is no setting storage.layers.s.regoin. Did you mean region?',
    ],
    [
      '{ storage: { layers: { s: { s3: "models", requests: 0 } } } }',
      'storage.layers.s.requests must be a whole number, 1 or more; it is 0.',
    ],
    [
      '{ storage: { layers: { s: {} } } }',
      'clew.config.ts: storage.layers.s.folder must be the path of a folder; it is missing.',
    ],
    [
      '{ record: { sqlite: "a", postgres: "b" } }',
      "clew.config.ts: record must be { sqlite: 'path', durability?: 'normal' | 'full' } or { postgres: 'postgres://…', migrate?: 'auto' | 'manual' }; it is both at once.",
    ],
    [
      '{ record: { sqlite: "a", durability: "safe" } }',
      "clew.config.ts: record.durability must be 'normal' or 'full'; it is 'safe'.",
    ],
    ['{ record: { postgres: "a", durability: "full" } }', 'clew.config.ts: there is no setting record.durability.'],
    [
      '{ modelFamilies: { ranker: {} } }',
      'clew.config.ts: modelFamilies.ranker.metrics must be a list, each item the name of a metric; it is missing.',
    ],
    [
      '{ profile: "cu", profiles: { ci: {} } }',
      "clew.config.ts asks for the profile cu, which doesn't exist. Did you mean ci?",
    ],
    ['{ limits: { gpu: -1 } }', 'clew.config.ts: limits.gpu must be a whole number, 0 or more; it is -1.'],
    ['{ limits: { gpu: "1" } }', "clew.config.ts: limits.gpu must be a whole number, 0 or more; it is '1'."],
    ['{ limits: ["gpu"] }', 'clew.config.ts: limits must be capacities by name, as { gpu: 1 }; it is a list.'],
    ['3', 'clew.config.ts: the default export must be settings, as defineConfig takes them; it is 3.'],
  ])('name the mistake in %s', async (text, message) => {
    const { error } = await settings(config(text));
    expect(error!.message).toContain(message);
  });

  it('report a settings file without a default export, and one that does not load', async () => {
    expect((await settings({ 'clew.config.ts': 'export const settings = {};' })).error).toEqual({
      code: 'NO_SETTINGS',
      message: 'clew.config.ts has no default export; it exports settings.',
      next: 'Write `export default defineConfig({ … })`.',
    });
    expect((await settings({ 'clew.config.mjs': 'null.x' })).error).toMatchObject({ code: 'LOAD_FAILED' });
  });

  it('may be written in JavaScript, also as CommonJS compiled by tsc', async () => {
    expect((await settings({ 'clew.config.mjs': 'export default { concurrency: 7 };' })).value.concurrency).toBe(7);
    const made =
      'Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = { concurrency: 6 };';
    expect((await settings({ 'clew.config.js': made })).value.concurrency).toBe(6);
  });
});

it('settings are type-checked by the compiler where they are written', () => {
  const written = defineConfig({
    record: { postgres: 'postgres://db', migrate: 'auto' },
    storage: { default: 'scratch', layers: { scratch: { memory: true }, big: { folder: 'big' } } },
    profiles: { ci: { concurrency: 2 } },
  });
  expect(settingsShape.check(written, { path: '', source: 'this test' })).toEqual(written);
  // @ts-expect-error -- a name that doesn't exist
  defineConfig({ concurency: 2 });
  // @ts-expect-error -- a profile has no profiles
  defineConfig({ profiles: { ci: { profiles: {} } } });
  // @ts-expect-error -- a capacity is a number
  defineConfig({ limits: { gpu: true } });
  // @ts-expect-error -- no such durability
  defineConfig({ record: { sqlite: 'r.db', durability: 'safe' } });
});

describe('settings: workflows', () => {
  const files = {
    'workflow.ts': '',
    'workflows/a.ts': '',
    'workflows/deep/er/b.ts': '',
    'workflows/deep/types.d.ts': '',
    'workflows/node_modules/x/c.ts': '',
    'workflows/.hidden/d.ts': '',
    'workflows/notes.md': '',
    'src/workflows/e.ts': '',
    'flows/one.mts': '',
    'flows/two.js': '',
    'flows/three.cts': '',
    'flows/a+b.ts': '',
  };

  it.each([
    [undefined, ['src/workflows/e.ts', 'workflow.ts', 'workflows/a.ts', 'workflows/deep/er/b.ts']],
    [['flows/*.{mts,js}'], ['flows/one.mts', 'flows/two.js']],
    [
      ['./flows/t*', 'flows/two.js'],
      ['flows/three.cts', 'flows/two.js'],
    ],
    [['flows/???.*'], ['flows/a+b.ts', 'flows/one.mts', 'flows/two.js']],
    [['*/a.ts'], ['workflows/a.ts']],
    [['**/b.ts'], ['workflows/deep/er/b.ts']],
    [['work*/**'], ['workflows/a.ts', 'workflows/deep/er/b.ts']],
    [['none/**/*.ts'], []],
  ])('finds workflow files by %o', async (workflows, expected) => {
    const made = await project({ ...files, ...config(JSON.stringify({ workflows })) });
    const { value } = await made.run('settings', [{}]);
    expect(value.found).toEqual(expected.map((path) => join(made.root, path)));
  });

  it('refuses a workflow file that is named and missing', async () => {
    const { error } = await settings(config('{ workflows: ["flows/one.ts"] }'));
    expect(error).toMatchObject({
      code: 'WORKFLOW_FILE_MISSING',
      message: expect.stringContaining('names flows/one.ts'),
    });
  });
});
