import { connect } from 'node:net';
import { once } from 'node:events';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  DescribeProcessingJobCommand,
  ListProcessingJobsCommand,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import {
  type SageMakerFault,
  type SageMakerFaultKind,
  type SageMakerServer,
  startAws,
  startSageMaker,
} from '../../../src/testing/index.ts';
import { bucketsOf, clientOf, ended, images, processing, training, until } from './help.ts';

const create = async (server: SageMakerServer, name: string, image?: string): Promise<string> =>
  await clientOf(server)
    .send(new CreateProcessingJobCommand(processing(name, image)))
    .then(
      () => 'done',
      (error: Error) => error.name,
    );

describe('SageMaker emulator: faults', () => {
  it.each<[SageMakerFaultKind, seen: string | RegExp, isDone: boolean]>([
    ['throttle', 'ThrottlingException', false],
    ['error-before', 'InternalFailure', false],
    ['error-after', 'InternalFailure', true],
    ['cut-before', /^(?:Error|TimeoutError)$/, false],
    ['cut-after', /^(?:Error|TimeoutError)$/, true],
    ['limit', 'ResourceLimitExceeded', false],
  ])('%s: the client sees %s; the job exists: %s', async (kind, seen, isDone) => {
    await using server = await startSageMaker({ pace: 1, faults: [{ kind, at: 0 }] });
    expect(await create(server, 'a')).toMatch(seen);
    expect(server.jobs).toHaveLength(isDone ? 1 : 0);
    expect(await create(server, 'a')).toBe(isDone ? 'ResourceInUse' : 'done');
    expect(server.requests.map(({ fault, status }) => [fault, status === undefined])).toEqual([
      [kind, kind.startsWith('cut')],
      [undefined, false],
    ]);
  });

  const marks = `const { writeFileSync } = require('node:fs');
writeFileSync(process.env.CLEW_OPT_ML + '/processing/output/done', 'yes');`;
  const output = {
    Outputs: [
      {
        OutputName: 'out',
        S3Output: {
          S3Uri: 's3://models/out',
          LocalPath: '/opt/ml/processing/output',
          S3UploadMode: 'EndOfJob' as const,
        },
      },
    ],
  };

  it.each<[SageMakerFaultKind, status: string, starts: number, outputs: number, reason: string | undefined]>([
    [
      'capacity',
      'Failed',
      0,
      0,
      'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
    ],
    ['exit', 'Failed', 0, 0, 'AlgorithmError: See job logs for more information'],
    ['kill', 'Failed', 1, 0, 'AlgorithmError: See job logs for more information'],
    ['kill-after', 'Failed', 1, 0, 'AlgorithmError: See job logs for more information'],
    ['outputs-missing', 'Completed', 0, 0, undefined],
  ])('%s: the job is %s, its container was started %s times', async (kind, status, starts, outputs, reason) => {
    await using aws = await startAws({
      s3: { buckets: ['models'] },
      sagemaker: { images: images({ marks }), faults: [{ kind, at: 0 }] },
    });
    const client = clientOf(aws.sagemaker);
    for (const name of ['met', 'spared']) {
      await client.send(
        new CreateProcessingJobCommand({ ...processing(name, 'marks'), ProcessingOutputConfig: output }),
      );
      const described = await ended(client, 'processing', name);
      if (name === 'spared') expect(described.ProcessingJobStatus).toBe('Completed');
      else {
        expect([described.ProcessingJobStatus, described.FailureReason]).toEqual([status, reason]);
        expect(aws.sagemaker.jobs[0]!.starts).toBe(starts);
        const { KeyCount } = await bucketsOf(aws).send(new ListObjectsV2Command({ Bucket: 'models' }));
        expect(KeyCount).toBe(outputs);
      }
    }
  });

  it('kill-after gives the exit code of the container in a training job', async () => {
    await using server = await startSageMaker({ images: images({ quick: '' }), faults: [{ kind: 'kill-after' }] });
    await clientOf(server).send(new CreateTrainingJobCommand(training('killed', 'quick')));
    const { FailureReason } = await ended(clientOf(server), 'training', 'killed');
    expect(FailureReason).toBe('AlgorithmError: , exit code: 137');
  });

  it('outputs-late reports a job as Completed before its container has done anything', async () => {
    let isToEnd: () => void = () => undefined;
    const mayEnd = new Promise<void>((resolve) => (isToEnd = resolve));
    const slow = async ({ optMl }: { readonly optMl: string }): Promise<number> => {
      await mayEnd;
      const { writeFileSync } = await import('node:fs');
      writeFileSync(`${optMl}/processing/output/done`, 'yes');
      return 0;
    };
    await using aws = await startAws({
      s3: { buckets: ['models'] },
      sagemaker: { images: { slow }, faults: [{ kind: 'outputs-late' }] },
    });
    const client = clientOf(aws.sagemaker);
    await client.send(
      new CreateProcessingJobCommand({ ...processing('late', 'slow'), ProcessingOutputConfig: output }),
    );
    expect((await ended(client, 'processing', 'late')).ProcessingJobStatus).toBe('Completed');
    isToEnd();
    const read = (): Promise<unknown> =>
      bucketsOf(aws).send(new GetObjectCommand({ Bucket: 'models', Key: 'out/done' }));
    while (!(await read().catch(() => undefined))) await new Promise((resume) => setTimeout(resume, 20));
    expect((await ended(client, 'processing', 'late')).ProcessingJobStatus).toBe('Completed');
  });

  const spot = {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 900 },
  };

  it.each(['spot', 'spot-after'] as const)('%s runs the job once more, from its checkpoints', async (kind) => {
    const keeps = `const { appendFileSync } = require('node:fs');
process.on('SIGTERM', () => {});
appendFileSync(process.env.CLEW_OPT_ML + '/checkpoints/log', 'ran;');`;
    await using aws = await startAws({
      s3: { buckets: ['models'] },
      sagemaker: { images: images({ keeps }), faults: [{ kind }] },
    });
    const [client, s3] = [clientOf(aws.sagemaker), bucketsOf(aws)];
    await s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'kept/log', Body: 'before;' }));
    const CheckpointConfig = { S3Uri: 's3://models/kept' };
    await client.send(new CreateTrainingJobCommand({ ...training('fit', 'keeps'), ...spot, CheckpointConfig }));
    const described = await ended(client, 'training', 'fit');
    expect(described.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Interrupted',
      'Restarting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(aws.sagemaker.jobs).toMatchObject([{ status: 'Completed', starts: 2 }]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'models', Key: 'kept/log' }));
    // The first one may have been interrupted before it had written anything.
    const log = await Body!.transformToString();
    expect(log).toMatch(kind === 'spot' ? /^before;(?:ran;){1,2}$/ : /^before;ran;ran;$/);
  });

  it('spot-after does not interrupt a job that is not on spot capacity', async () => {
    await using server = await startSageMaker({ images: images({ quick: '' }), faults: [{ kind: 'spot-after' }] });
    await clientOf(server).send(new CreateTrainingJobCommand(training('fit', 'quick')));
    expect((await ended(clientOf(server), 'training', 'fit')).TrainingJobStatus).toBe('Completed');
    expect(server.jobs[0]!.starts).toBe(1);
  });

  it('a spot job that has waited too long is stopped', async () => {
    await using server = await startSageMaker({
      images: images({ quick: '' }),
      faults: [{ kind: 'spot-after' }],
      delays: { starting: 1100 },
      pace: 1,
    });
    const StoppingCondition = { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 1 };
    const request = { ...training('fit', 'quick'), ...spot, StoppingCondition };
    await clientOf(server).send(new CreateTrainingJobCommand(request));
    expect(await ended(clientOf(server), 'training', 'fit')).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxWaitTimeExceeded',
    });
    expect(server.jobs[0]!.starts).toBe(1);
  });

  it('stale and unseen: descriptions before the latest change, and no description at all', async () => {
    await using server = await startSageMaker({ images: images({ quick: '' }) });
    const client = clientOf(server);
    await create(server, 'a', 'quick');
    await ended(client, 'processing', 'a');
    const describe = async (): Promise<string> =>
      client.send(new DescribeProcessingJobCommand({ ProcessingJobName: 'a' })).then(
        ({ ProcessingJobStatus }) => ProcessingJobStatus!,
        (error: Error) => error.name,
      );
    const list = async (): Promise<unknown> =>
      (await client.send(new ListProcessingJobsCommand({}))).ProcessingJobSummaries!.map(
        ({ ProcessingJobStatus }) => ProcessingJobStatus,
      );
    server.faults = [{ kind: 'stale' }];
    expect([await describe(), await list()]).toEqual(['InProgress', ['InProgress']]);
    server.faults = [{ kind: 'unseen' }];
    expect([await describe(), await list()]).toEqual(['ResourceNotFound', []]);
    server.faults = [];
    expect([await describe(), await list()]).toEqual(['Completed', ['Completed']]);
  });

  it('empty-page has a token that leads to the whole list', async () => {
    await using server = await startSageMaker({ pace: 1, faults: [{ kind: 'empty-page', at: [0, 2] }] });
    const client = clientOf(server);
    for (const name of ['a', 'b', 'c']) await create(server, name);
    const pages: (string | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListProcessingJobsCommand({ MaxResults: 2, NextToken }));
      pages.push(page.ProcessingJobSummaries!.map(({ ProcessingJobName }) => ProcessingJobName));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([[], ['a', 'b'], [], ['c']]);
  });

  it('stop-ignored answers a stop request, and the job goes on', async () => {
    const waits = `process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000);`;
    await using server = await startSageMaker({ images: images({ waits }), faults: [{ kind: 'stop-ignored', at: 0 }] });
    const client = clientOf(server);
    await create(server, 'a', 'waits');
    await until(client, 'processing', 'a', ({ ProcessingStartTime }) => ProcessingStartTime !== undefined);
    const stop = (): Promise<unknown> => client.send(new StopProcessingJobCommand({ ProcessingJobName: 'a' }));
    await stop();
    expect(server.jobs[0]!.status).toBe('InProgress');
    await stop();
    expect((await ended(client, 'processing', 'a')).ProcessingJobStatus).toBe('Stopped');
  });

  it('are chosen by operation, job and number, each counted separately', async () => {
    await using server = await startSageMaker({ pace: 1 });
    const faults: readonly SageMakerFault[] = [
      { kind: 'throttle', operation: ['CreateProcessingJob', 'CreateTrainingJob'], at: [1, 2] },
      { kind: 'limit', job: /^big-/ },
      // Can happen to no job that is created, and doesn't count them.
      { kind: 'stop-ignored', at: 0 },
    ];
    server.faults = faults;
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'big-e']) seen.push(await create(server, name));
    expect(seen).toEqual(['done', 'ThrottlingException', 'ThrottlingException', 'done', 'ResourceLimitExceeded']);
    expect(server.faults).toBe(faults);
  });

  it('with a chance are the same with the same seed', async () => {
    const run = async (seed: string): Promise<readonly string[]> => {
      await using server = await startSageMaker({ pace: 1, faults: [{ kind: 'limit', chance: 0.3 }], seed });
      const seen: string[] = [];
      for (let i = 0; i < 40; i++) seen.push(await create(server, `job-${i}`));
      return seen;
    };
    const [one, again, other] = await Promise.all([run('one'), run('one'), run('other')]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(new Set(one)).toEqual(new Set(['done', 'ResourceLimitExceeded']));
  });

  it('rates limit each operation separately', async () => {
    // A token in a thousand seconds: no machine is too slow for that.
    const rates = { CreateProcessingJob: { perSecond: 0.001, burst: 2 } };
    const told: (string | undefined)[] = [];
    await using server = await startSageMaker({ pace: 1, rates, onRequest: ({ error }) => void told.push(error) });
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c']) seen.push(await create(server, name));
    expect(seen).toEqual(['done', 'done', 'ThrottlingException']);
    await clientOf(server).send(new ListProcessingJobsCommand({}));
    expect(told).toEqual([undefined, undefined, 'ThrottlingException', undefined]);
  });

  it('connections above the limit are closed', async () => {
    await using server = await startSageMaker({ connections: 2 });
    const open = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    expect(await create(server, 'a')).toMatch(/Error/);
    for (const socket of open) socket.destroy();
    expect(server.requests).toEqual([]);
  });

  it('slow delays a request, but not the close of the server', async () => {
    const server = await startSageMaker({ faults: [{ slow: 3_600_000 }] });
    const asked = create(server, 'a');
    // It has arrived by then.
    while (server.requests.length === 0) await new Promise((resume) => setImmediate(resume));
    await server.close();
    expect(await asked).toMatch(/Error/);
    expect(server.jobs).toEqual([]);
  });
});
