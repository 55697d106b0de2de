import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsServers, startAws } from '../../src/testing/index.ts';
import { type Files, type Project, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

let aws: AwsServers;
beforeAll(async () => {
  aws = await startAws({ s3: { buckets: ['plant'] } });
});
afterAll(() => aws.close());

const plain = `import { Task } from 'clew'; @Task() export class Count { run() { return 3; } }`;

/** The settings that would do, with something else in some places. */
function settingsWith({ sagemaker, ...rest }: any = {}): object {
  return {
    storage: { default: 's3', layers: { s3: aws.s3.settings('plant') } },
    ...rest,
    sagemaker: {
      role: 'arn:aws:iam::123456789012:role/clew-jobs',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/clew:0.1.0',
      endpoint: aws.sagemaker.endpoint,
      ...sagemaker,
    },
  };
}

function projectWith(settings: object, files: Files = { 'workflow.ts': plain }): Project {
  const project = makeProject({ 'clew.config.ts': `export default ${JSON.stringify(settings)};`, ...files });
  installSdk(project);
  return project;
}

/** Nobody was asked to run anything, and no run is on record. */
async function refused(project: Project, env: Record<string, string | undefined> = {}): Promise<string> {
  const asked = aws.sagemaker.requests.length;
  const { code, stdout, stderr } = await project.run('run-workflow workflow.ts --on sagemaker', {
    env: { ...aws.env, ...env },
  });
  expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '' });
  expect(aws.sagemaker.requests.length).toBe(asked);
  expect((await project.json('clew runs')).runs ?? []).toEqual([]);
  return stderr;
}

describe('SageMaker: invalid settings are refused before a job is started', () => {
  const cases: readonly (readonly [string, () => any, string, string])[] = [
    [
      'nothing of SageMaker',
      () => ({ sagemaker: { role: undefined, image: undefined } }),
      "--on sagemaker needs sagemaker.role and sagemaker.image, which the settings of the profile local don't have.",
      'clew init --aws',
    ],
    [
      'no bucket',
      () => ({ storage: {} }),
      'Jobs on SageMaker are sent by a bucket, and the storage layer local is a folder of this machine (it is the default layer).',
      "layers: { s3: { s3: '<bucket>' } }",
    ],
    [
      'a layer that is none',
      () => ({ sagemaker: { storage: 's4' } }),
      'the storage layer s4 has no bucket in the settings (sagemaker.storage names it).',
      'sagemaker.storage',
    ],
    [
      'a bucket of this machine, and SageMaker elsewhere',
      () => ({ sagemaker: { endpoint: undefined, region: 'us-east-1' } }),
      "where SageMaker can't fetch anything.",
      'clew sandbox aws',
    ],
    [
      'a bucket that is not there',
      () => ({ storage: { default: 's3', layers: { s3: aws.s3.settings('plants') } } }),
      'There is no bucket plants at http://127.0.0.1',
      'Create it, or correct the name',
    ],
    [
      'a bucket in another region',
      () => ({ sagemaker: { region: 'eu-west-1' } }),
      'The bucket plant of the storage layer s3 is in us-east-1, and SageMaker is used in eu-west-1: jobs take nothing from another region.',
      "Set sagemaker.region: 'us-east-1' in clew.config.ts, or take a bucket in eu-west-1.",
    ],
    [
      'an instance that does not exist',
      () => ({ sagemaker: { instance: 'ml.m5.larg' } }),
      "sagemaker.instance in the settings asks for ml.m5.larg, which SageMaker doesn't have for processing jobs. Did you mean ml.m5.large",
      'npm i @aws-sdk/client-sagemaker@latest',
    ],
    [
      'a variable that is not set',
      () => ({ sagemaker: { env: ['WAREHOUSE_URL'] } }),
      'sagemaker.env hands on WAREHOUSE_URL, which is not set in this process.',
      'Set it, or take it out of sagemaker.env.',
    ],
  ];
  it.each(cases)('%s', async (_, change, message, next) => {
    const stderr = await refused(projectWith(settingsWith(change())));
    expect(stderr).toContain(message);
    expect(stderr).toContain(next);
  });

  it('no credentials, and no region', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
    const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const without = await refused(projectWith(settingsWith()), { ...none, ...nowhere });
    expect(without).toMatch(/There are no valid credentials for SageMaker: .*\n.*aws sso login/);
    const settings = settingsWith({
      storage: { default: 's3', layers: { s3: { s3: 'plant' } } },
      sagemaker: { endpoint: undefined },
    });
    const anywhere = await refused(projectWith(settings), { ...nowhere, AWS_REGION: undefined });
    expect(anywhere).toContain('Nothing says in which region SageMaker is to be used.');
  });

  it('an unknown value of --on', async () => {
    const { code, stderr } = await projectWith(settingsWith()).run('run-workflow workflow.ts --on nowhere');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('--on is here or sagemaker, and got "nowhere".'),
    });
  });
});

describe('SageMaker: tasks that cannot run there are refused before a job is started', () => {
  const task = (body: string, options = ''): string => `
    import { From, Param, Storage, StorageLayer, Task, Workflow } from 'clew';
    import { Container, Service } from 'typedi';
    ${body}
    @Task(${options}) export class Plain { run() { return 1; } }`;
  const cases: readonly (readonly [string, string, any, string, string])[] = [
    [
      'a secret parameter',
      task(`@Task() export class Fetch { @Param({ secret: true }) apiToken = 'x'; run() { return 1; } }`),
      {},
      "Fetch can't run on SageMaker: its parameter apiToken is secret, and Clew writes no secret into a bucket.",
      "for instance from Secrets Manager, or let it stay with @Task({ on: 'here' }).",
    ],
    [
      'a layer in memory',
      task(
        `@Task() export class Keep { constructor(@Storage('scratch') readonly s: StorageLayer) {} run() { return 1; } }`,
      ),
      { scratch: { memory: true } },
      "Keep can't run on SageMaker: it writes to the storage layer scratch, which is in the memory of this process.",
      "Give scratch a bucket in clew.config.ts, as in { s3: '<bucket>' }, or let it stay",
    ],
    [
      'an input in a folder',
      task(`@Task({ storage: 'near', on: 'here' }) export class Load { run() { return 1; } }
        @Task() export class Use { @From(Load) load!: number; run() { return this.load; } }`),
      { near: { folder: 'near' } },
      "can't run on SageMaker: it reads what Load keeps in the storage layer near, which is a folder of this machine.",
      'Give near a bucket',
    ],
    [
      'a layer without settings',
      task(`@Task({ storage: 'mine' }) export class Keep { run() { return 1; } }`),
      { mine: { folder: 'mine' } },
      'it writes to the storage layer mine, which is a folder of this machine.',
      'Give mine a bucket',
    ],
    [
      'a thing that was made in this process',
      task(`@Service() export class Db { constructor() { throw new Error('never made by typedi'); } }
        Container.set({ id: Db, value: { socket: 7 }, global: true });
        @Task() export class Query { constructor(readonly db: Db) {} run() { return 1; } }`),
      {},
      "Query can't run on SageMaker: it asks for Db, which was put into typedi's container in this process and can't be sent.",
      'mark the class with @Service(), or set a factory instead of a value',
    ],
    [
      'a class that no module exports',
      task(
        `@Task() class Hidden { run() { return 1; } } @Task() export class Use { @From(Hidden) hidden!: number; run() { return 1; } }`,
      ),
      {},
      "Hidden can't run on SageMaker: workflow.ts does not export its class, so that no job can find it.",
      "as `export class`, or give the task `on: 'here'`.",
    ],
    [
      'an instance that there is not for training',
      task(`@Task({ on: { job: 'training', instance: 'ml.t3.medium2' } }) export class Fit { run() { return 1; } }`),
      {},
      "Fit asks for ml.t3.medium2, which SageMaker doesn't have for training jobs.",
      'Correct it',
    ],
  ];
  it.each(cases)('%s', async (_, source, layers, message, next) => {
    const target = /export class (Fetch|Keep|Use|Query|Fit)\b/.exec(source)![1]!;
    const settings = settingsWith({ storage: { default: 's3', layers: { s3: aws.s3.settings('plant'), ...layers } } });
    const project = projectWith(settings, {
      'tasks.ts': source,
      'workflow.ts': `export { ${target} } from './tasks.ts';`,
    });
    const stderr = await refused(project);
    expect(stderr.replaceAll('\n', ' ')).toContain(message.replace('workflow.ts', 'tasks.ts'));
    expect(stderr.replaceAll('\n', ' ')).toContain(next);
  });

  it("a task that stays here with @Task({ on: 'here' }) is not refused", async () => {
    const project = projectWith(settingsWith(), {
      'workflow.ts': `import { From, Param, Task, Workflow } from 'clew';
        @Task({ on: 'here' }) export class Fetch { @Param({ secret: true }) token = 'x'; run() { return this.token.length; } }
        @Workflow() export class Nightly { @From(Fetch) fetched!: number; run() { return this.fetched; } }`,
    });
    const asked = aws.sagemaker.requests.length;
    const { status, output } = await project.json('run-workflow workflow.ts Nightly --on sagemaker', { env: aws.env });
    expect({ status, output }).toEqual({ status: 'succeeded', output: 1 });
    expect(aws.sagemaker.requests.length).toBe(asked);
  });

  it('packages without rolldown to bundle them', async () => {
    const project = projectWith(settingsWith(), {
      'workflow.ts': `import { Task } from 'clew'; import { three } from 'dep'; @Task() export class Count { run() { return three; } }`,
      'node_modules/dep/package.json': { name: 'dep', version: '1.0.0', type: 'module', main: 'd.js' },
      'node_modules/dep/d.js': 'export const three = 3;',
    });
    const stderr = await refused(project);
    expect(stderr).toContain("The project imports dep, and rolldown, which bundles packages, can't be found.");
    expect(stderr).toContain('Run: npm i rolldown');
  });

  it('a custom storage driver', async () => {
    const settings = JSON.stringify(settingsWith()).replace('"layers":{', '"layers":{"mine":own,');
    const project = makeProject({
      'clew.config.ts': `const own = { kind: 'ftp', ...Object.fromEntries(['put', 'get', 'stream', 'size', 'remove', 'list', 'place'].map((name) => [name, () => {}])) };
        export default ${settings};`,
      'workflow.ts': `import { Task } from 'clew'; @Task({ storage: 'mine' }) export class Count { run() { return 3; } }`,
    });
    installSdk(project);
    expect(await refused(project)).toContain('the storage layer mine, which is a driver of your own (ftp)');
  });
});
