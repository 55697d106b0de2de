import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

const make = (files: Record<string, string>): Project => {
  const project = makeProject(files);
  installSdk(project);
  return project;
};

const beside = (project: Project, kind: string, ...command: readonly string[]) =>
  project.start(['clew', 'sandbox', kind, '--port', '0', '--', process.execPath, ...command]);

describe('clew sandbox -- command', () => {
  test('runs the command with settings for the sandbox, and ends with it', async () => {
    const project = make({
      'clew.config.ts': `export default { project: 'plant', storage: { default: 's3', layers: { s3: { s3: 'real-bucket', region: 'eu-west-1' } } } };`,
      'workflow.ts': `import { Task } from 'clew'; @Task({ storage: 's3' }) export class Count { run() { return [1, 2]; } }`,
    });
    const run = [project.program('run-workflow'), 'workflow.ts', '--on', 'sagemaker', '--json'];
    const { code, stdout, stderr } = await beside(project, 'aws', ...run).ended;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('SageMaker and CloudWatch Logs at http://'),
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'succeeded', output: [1, 2] });
  });

  test.each(['s3', 'aws'])('redirects every bucket of the project to the sandbox: %s', async (kind) => {
    const project = make({
      'clew.config.ts': `export default { storage: { layers: {
  models: { s3: 'real-models', prefix: 'team', region: 'eu-west-1', profile: 'production', encryption: 'AES256' },
  reports: { s3: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/reports' },
  archive: { s3: 'real-models', endpoint: 'http://archive.example', pathStyle: false },
  own: { s3: 'own' },
} } };`,
      'workflow.ts': `import { StorageLayer, Storage, Task } from 'clew';
@Task({ storage: 'models' }) export class Train {
  constructor(@Storage('reports') private reports: StorageLayer, @Storage('archive') private archive: StorageLayer, @Storage('own') private own: StorageLayer) {}
  async run() { return [await this.reports.store('a', 'a'), await this.archive.store('b', 'b'), await this.own.store('c', 'c')]; }
}`,
    });
    const run = [project.program('run-workflow'), 'workflow.ts', 'Train', '--json'];
    const sandbox = [
      'clew',
      'sandbox',
      kind,
      '--port',
      '0',
      '--bucket',
      'clew',
      '--bucket',
      'own',
      '-v',
      '--',
      process.execPath,
    ];
    const { code, stdout, stderr } = await project.start([...sandbox, ...run]).ended;
    expect({ code, status: (JSON.parse(stdout) as { status: string }).status }, stderr).toEqual({
      code: 0,
      status: 'succeeded',
    });
    const puts = [...stderr.matchAll(/^200 PutObject (\S+?)\/shop\//gm)].map(([, place]) => place);
    expect(puts.toSorted()).toEqual([
      'clew/arn-aws-s3-eu-west-1-123456789012-accesspoint-reports',
      'clew/real-models',
      'clew/real-models/team',
      'own',
    ]);
  });

  test('sets endpoint and credentials for AWS clients of the command', async () => {
    const project = make({
      'lists.mjs': `import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListProcessingJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
const { Buckets } = await new S3Client({}).send(new ListBucketsCommand({}));
const { ProcessingJobSummaries } = await new SageMakerClient({}).send(new ListProcessingJobsCommand({}));
console.log(JSON.stringify([Buckets.map(({ Name }) => Name), ProcessingJobSummaries, process.env.AWS_PROFILE]));`,
    });
    const env = { AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'real' };
    const command = ['clew', 'sandbox', 'aws', '--port', '0', '--', process.execPath, 'lists.mjs'];
    const { stdout, stderr } = await project.start(command, { env }).ended;
    expect(JSON.parse(stdout), stderr).toEqual([['clew'], [], '']);
  });

  test('runs with s3 as well, and passes all options after -- to the command', async () => {
    const project = make({
      'show.mjs': `console.log(process.env.CLEW_SETTINGS, process.argv.slice(2).join(' ')); process.exit(3);`,
    });
    const { code, stdout } = await beside(project, 's3', 'show.mjs', '--json', '--help').ended;
    expect(code).toBe(3);
    const [settings, ...rest] = stdout.trimEnd().split(' ');
    const endpoint = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
    expect(JSON.parse(settings!)).toEqual({
      storage: {
        layers: { s3: { s3: 'clew', endpoint } },
        sandbox: { endpoint, region: 'us-east-1', buckets: ['clew'] },
      },
    });
    expect(rest).toEqual(['--json', '--help']);
  });

  test('passes SIGTERM on to the command, and ignores Ctrl-C', async () => {
    const project = make({
      'waits.mjs': `for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log('heard', signal); process.exit(7); });
      setInterval(() => undefined, 1000); console.log('waiting');`,
    });
    const { child, ended, until } = beside(project, 's3', 'waits.mjs');
    await until('waiting');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 7, stdout: expect.stringContaining('heard SIGTERM') });
  });

  test('refuses a missing command, and one that cannot be started', async () => {
    const project = make({});
    const none = await project.run(['clew', 'sandbox', 's3', '--port', '0', '--']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('wants a command after --') });
    const wrong = await project.run(['clew', 'sandbox', 's3', '--port', '0', '--', 'no-such-program']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("no-such-program can't be started") });
  });

  test('CLEW_SETTINGS is checked like settings', async () => {
    const project = make({
      'workflow.ts': `import { Task } from 'clew'; @Task() export class Count { run() { return 1; } }`,
    });
    const run = (CLEW_SETTINGS: string) => project.run('run-workflow workflow.ts', { env: { CLEW_SETTINGS } });
    expect(await run('{')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The environment: CLEW_SETTINGS must be settings as JSON; it is no JSON.'),
    });
    expect(await run('{"storag":{}}')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CLEW_SETTINGS: there is no setting storag. Did you mean storage?'),
    });
    expect(await run('{"concurrency":2}')).toMatchObject({ code: 0 });
  });
});
