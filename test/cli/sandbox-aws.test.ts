import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { CreateProcessingJobCommand, ListProcessingJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../storage/folder.ts';
import { type Project, type Started, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';
import { ended as jobEnded, processing } from '../testing/sagemaker/help.ts';
import { expectMistake } from './calm.ts';

let project: Project;

beforeAll(() => {
  project = makeProject({
    'waits.mjs': `import { spawn } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
writeFileSync(process.argv[2] + '~', JSON.stringify([process.pid, pid]));
renameSync(process.argv[2] + '~', process.argv[2]);`,
    'ends.mjs': 'console.log("done");',
  });
  installSdk(project);
});

interface Shown {
  readonly endpoint: string;
  readonly layer: object;
  readonly sagemaker: Record<'role' | 'image' | 'region' | 'endpoint' | 'storage', string>;
  readonly env: Record<string, string>;
  readonly buckets: readonly string[];
}

async function start(words: readonly string[], env: Record<string, string> = {}): Promise<Started & { shown: Shown }> {
  const started = project.start(['clew', 'sandbox', 'aws', '--port', '0', '--json', ...words], { env });
  let seen = '';
  started.child.stdout!.on('data', (text: string) => (seen += text));
  await started.until(']\n}');
  return { ...started, shown: JSON.parse(seen) as Shown };
}

const clientOf = ({ sagemaker: { endpoint, region }, env }: Shown): SageMakerClient =>
  new SageMakerClient({
    endpoint,
    region,
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']! },
    maxAttempts: 1,
  });

describe('clew sandbox aws', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves no container, process or folder behind', async (signal) => {
    const folder = await temporaryFolder();
    const note = `${folder}/pids`;
    const image = `mine=${process.execPath} ${project.path('waits.mjs')} ${note}`;
    const { child, ended, until, shown } = await start(['--verbose', '--image', image], { TMPDIR: folder });
    await clientOf(shown).send(new CreateProcessingJobCommand(processing('waits', 'mine')));
    await until('200 CreateProcessingJob waits');
    while (!existsSync(note)) await new Promise((resume) => setTimeout(resume, 20));
    const pids = JSON.parse(readFileSync(note, 'utf8')) as number[];
    const containers = (): string[] => readdirSync(folder).filter((name) => name.startsWith('clew-container-'));
    expect(containers()).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/stopped after 1 request\n$/) as string,
    });
    // Who was killed with his parent may have to wait for somebody to take note of it.
    for (const pid of pids) while (isAlive(pid)) await new Promise((resume) => setTimeout(resume, 20));
    expect(containers()).toEqual([]);
  });

  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  }

  test('its options set bucket, role, quota, rate, faults and pace', async () => {
    const flags = [
      `--image=mine=${process.execPath} ${project.path('ends.mjs')}`,
      '--quota=ml.m5.large=1',
      '--role=arn:aws:iam::123456789012:role/jobs',
      '--rate=ListProcessingJobs=0.001',
      '--fault=CreateProcessingJob:capacity=100%',
      '--pace=2000',
      '--bucket=models',
    ];
    const { child, ended, shown } = await start(flags);
    expect(shown).toMatchObject({
      layer: { s3: 'models', endpoint: shown.endpoint },
      sagemaker: { role: 'arn:aws:iam::123456789012:role/jobs', region: 'us-east-1', storage: 's3' },
      buckets: ['models'],
    });
    const client = clientOf(shown);
    await client.send(new CreateProcessingJobCommand(processing('one', 'mine')));
    const { FailureReason } = await jobEnded(client, 'processing', 'one');
    expect(FailureReason).toMatch(/^CapacityError: /);
    const two = processing('two', 'mine');
    const large = {
      ...two,
      ProcessingResources: { ClusterConfig: { ...two.ProcessingResources!.ClusterConfig!, InstanceCount: 2 } },
    };
    await expect(client.send(new CreateProcessingJobCommand(large))).rejects.toMatchObject({
      name: 'ResourceLimitExceeded',
    });
    const other = { ...two, RoleArn: 'arn:aws:iam::123456789012:role/none' };
    await expect(client.send(new CreateProcessingJobCommand(other))).rejects.toThrow(/^Could not assume role /);
    await client.send(new ListProcessingJobsCommand({}));
    await expect(client.send(new ListProcessingJobsCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  test('invalid options are refused', async () => {
    const help = 'clew sandbox aws --help lists what there is.';
    const next = 'As in --fault throttle=5%, --fault UploadPart:cut-after=1% or --fault slow=200ms.';
    const mistakes = [
      ['--rate 2', 'error --rate wants <Operation>=<n> and got "2".', help],
      ['--rate CreateJob=2', 'error --rate knows no operation CreateJob.', help],
      ['--quota ml.m5.large=-1', 'error --quota wants a number above 0 and got "-1".', help],
      ['--pace fast', 'error --pace wants a number above 0 and got "fast".', help],
      ['--image mine', 'error --image wants <address>=<command> and got "mine".', help],
      ['--fault PutObject:capacity', "error --fault PutObject:capacity can't be: PutObject can't meet capacity.", next],
      [
        '--fault StopTrainingJob:spot',
        "error --fault StopTrainingJob:spot can't be: StopTrainingJob can't meet spot.",
        next,
      ],
    ];
    const answers = await Promise.all(mistakes.map(([words]) => project.run(`clew sandbox aws --port 0 ${words}`)));
    for (const [i, [, ...lines]] of mistakes.entries()) expectMistake(answers[i]!, ...lines);
  });
});
