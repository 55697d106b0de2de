import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { type SageMakerContainer, startAws, startSageMaker } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { bucketsOf, clientOf, ended, images, processing, training, until } from './help.ts';

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const breathe = (): Promise<void> => new Promise((resume) => setTimeout(resume, 20));

describe('SageMaker emulator: containers', () => {
  it('reach the services through their environment, and get no other variables of this machine', async () => {
    const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-s3');
    const writes = `const { S3Client, PutObjectCommand } = require(${JSON.stringify(sdk)});
    new S3Client({}).send(new PutObjectCommand({ Bucket: 'models', Key: 'env.json', Body: JSON.stringify(process.env) }));`;
    process.env['CLEW_TEST_ONLY_HERE'] = 'yes';
    await using aws = await startAws({
      s3: { buckets: ['models'] },
      sagemaker: { images: images({ writes }), env: { TEAM: 'a', MODE: 'usual' } },
    });
    const client = clientOf(aws.sagemaker);
    await client.send(new CreateProcessingJobCommand({ ...processing('a', 'writes'), Environment: { MODE: 'own' } }));
    expect(await ended(client, 'processing', 'a')).toMatchObject({ ProcessingJobStatus: 'Completed' });
    const { Body } = await bucketsOf(aws).send(new GetObjectCommand({ Bucket: 'models', Key: 'env.json' }));
    const env = JSON.parse(await Body!.transformToString()) as Record<string, string>;
    expect(env).toMatchObject({
      MODE: 'own',
      TEAM: 'a',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: aws.sagemaker.endpoint,
    });
    expect(env).not.toHaveProperty('CLEW_TEST_ONLY_HERE');
  });

  it('with network isolation get no endpoints', async () => {
    const seen: Readonly<Record<string, string>>[] = [];
    const looks = ({ env }: SageMakerContainer): number => (seen.push(env), 0);
    await using server = await startSageMaker({ images: { looks } });
    const client = clientOf(server);
    const NetworkConfig = { EnableNetworkIsolation: true };
    await client.send(new CreateProcessingJobCommand({ ...processing('p', 'looks'), NetworkConfig }));
    await client.send(new CreateTrainingJobCommand({ ...training('t', 'looks'), ...NetworkConfig }));
    await ended(client, 'processing', 'p');
    await ended(client, 'training', 't');
    expect(seen).toHaveLength(2);
    for (const env of seen) {
      expect(Object.keys(env).filter((name) => /KEY|ENDPOINT/.test(name))).toEqual([]);
      // Nor does it find what somebody has in his home for his own account.
      expect(env).toMatchObject({ AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_CONFIG_FILE: '/dev/null' });
    }
  });

  const forks = `const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
writeFileSync(process.env.NOTE + '~', JSON.stringify([process.pid, pid]));
require('node:fs').renameSync(process.env.NOTE + '~', process.env.NOTE);`;

  it('end with their child processes, also with open output', async () => {
    const NOTE = `${await temporaryFolder()}/pids`;
    await using server = await startSageMaker({
      images: images({ leaves: `${forks} process.exit(0);` }),
      env: { NOTE },
    });
    const client = clientOf(server);
    await client.send(new CreateProcessingJobCommand(processing('a', 'leaves')));
    expect((await ended(client, 'processing', 'a')).ProcessingJobStatus).toBe('Completed');
    const pids = JSON.parse(readFileSync(NOTE, 'utf8')) as number[];
    expect(pids).toHaveLength(2);
    for (const pid of pids) while (isAlive(pid)) await breathe();
  });

  it('are killed with their child processes when the server closes', async () => {
    const NOTE = `${await temporaryFolder()}/pids`;
    const server = await startSageMaker({ images: images({ stays: forks }), env: { NOTE } });
    await clientOf(server).send(new CreateProcessingJobCommand(processing('a', 'stays')));
    while (!existsSync(NOTE)) await breathe();
    await server.close();
    const pids = JSON.parse(readFileSync(NOTE, 'utf8')) as number[];
    expect(pids).toHaveLength(2);
    for (const pid of pids) while (isAlive(pid)) await breathe();
  });

  it('may be functions', async () => {
    const fits = ({ env, log, arguments: args }: SageMakerContainer): number => {
      log(`${env['MODE']} ${args.join()}`);
      return 0;
    };
    const waits = async ({ signal }: SageMakerContainer): Promise<number> => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 7;
    };
    const breaks = (): number => {
      throw new Error('no such column');
    };
    await using server = await startSageMaker({ images: { fits, waits, breaks } });
    const client = clientOf(server);
    await client.send(new CreateTrainingJobCommand({ ...training('fits', 'fits'), Environment: { MODE: 'full' } }));
    await client.send(new CreateTrainingJobCommand(training('breaks', 'breaks')));
    await client.send(new CreateProcessingJobCommand(processing('waits', 'waits')));
    expect((await ended(client, 'training', 'fits')).TrainingJobStatus).toBe('Completed');
    expect((await ended(client, 'training', 'breaks')).FailureReason).toBe('AlgorithmError: , exit code: 1');
    await until(client, 'processing', 'waits', ({ ProcessingStartTime }) => ProcessingStartTime !== undefined);
    await client.send(new StopProcessingJobCommand({ ProcessingJobName: 'waits' }));
    expect((await ended(client, 'processing', 'waits')).ProcessingJobStatus).toBe('Stopped');
  });

  it('with a missing command fail their job, and the log has the reason', async () => {
    await using server = await startSageMaker({ images: { none: ['no-such-command'] } });
    const client = clientOf(server);
    await client.send(new CreateTrainingJobCommand(training('a', 'none')));
    expect((await ended(client, 'training', 'a')).FailureReason).toBe('AlgorithmError: , exit code: 127');
  });

  it('run no more at once than allowed, and a waiting one can be stopped', async () => {
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const counts = async (): Promise<number> => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
      return 0;
    };
    await using server = await startSageMaker({ images: { counts }, containers: 2 });
    const client = clientOf(server);
    for (const name of ['a', 'b', 'c', 'd'])
      await client.send(new CreateProcessingJobCommand(processing(name, 'counts')));
    while (ends.length < 2) await breathe();
    await client.send(new StopProcessingJobCommand({ ProcessingJobName: 'd' }));
    expect((await ended(client, 'processing', 'd')).ProcessingJobStatus).toBe('Stopped');
    ends[0]!();
    while (ends.length < 3) await breathe();
    for (const end of ends) end();
    for (const name of ['a', 'b', 'c']) {
      expect((await ended(client, 'processing', name)).ProcessingJobStatus).toBe('Completed');
    }
    expect(most).toBe(2);
    expect(server.jobs.map(({ starts }) => starts)).toEqual([1, 1, 1, 0]);
  });

  it('reuse warm instances for the next job with the same resources', async () => {
    await using server = await startSageMaker({
      images: images({ quick: '' }),
      delays: { starting: 60_000, ending: 0 },
      pace: 100,
    });
    const client = clientOf(server);
    const warm = { ...training('x', 'quick').ResourceConfig!, KeepAlivePeriodInSeconds: 3600 };
    const statusOf = async (name: string): Promise<unknown> =>
      (await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }))).WarmPoolStatus;
    await client.send(new CreateTrainingJobCommand({ ...training('first', 'quick'), ResourceConfig: warm }));
    await ended(client, 'training', 'first');
    expect(await statusOf('first')).toEqual({ Status: 'Available' });
    await client.send(new CreateTrainingJobCommand({ ...training('second', 'quick'), ResourceConfig: warm }));
    await ended(client, 'training', 'second');
    expect(await statusOf('first')).toEqual({ Status: 'Reused', ReusedByJob: 'second' });
    const larger = { ...warm, VolumeSizeInGB: 60 };
    await client.send(new CreateTrainingJobCommand({ ...training('other', 'quick'), ResourceConfig: larger }));
    expect(await statusOf('second')).toEqual({ Status: 'Available' });
  });
});
