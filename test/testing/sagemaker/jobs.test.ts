import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  StopProcessingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startAws, startSageMaker } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { bucketsOf, clientOf, ended, images, logsOf, processing, training, until } from './help.ts';

const reads = `
const { cpSync, readFileSync, readdirSync, writeFileSync, mkdirSync } = require('node:fs');
const at = (name) => process.env.CLEW_OPT_ML + '/' + name;
const json = (name) => JSON.parse(readFileSync(at(name), 'utf8'));`;

describe('SageMaker emulator: jobs', () => {
  it('a processing job gets its inputs and configuration, and its outputs and message are stored', async () => {
    const script = `${reads}
    const { ProcessingJobName, ProcessingJobArn } = json('config/processingjobconfig.json');
    const { current_host } = json('config/resourceconfig.json');
    const found = readdirSync(at('processing/input/data'), { recursive: true }).sort();
    const { MODE, AWS_REGION } = process.env;
    const answer = { ProcessingJobName, ProcessingJobArn, current_host, found, MODE, AWS_REGION, args: process.argv.slice(1) };
    writeFileSync(at('processing/output/answer.json'), JSON.stringify(answer));
    writeFileSync(at('output/message'), 'all is well');`;
    await using aws = await startAws({ s3: { buckets: ['models'] }, sagemaker: { images: images({ script }) } });
    const [client, s3] = [clientOf(aws.sagemaker), bucketsOf(aws)];
    for (const Key of ['in/a.txt', 'in/deep/b.txt', 'inner.txt']) {
      await s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body: Key }));
    }
    await client.send(
      new CreateProcessingJobCommand({
        ...processing('reads'),
        AppSpecification: { ImageUri: 'script', ContainerArguments: ['--from', '/opt/ml/processing/input'] },
        ProcessingInputs: [
          {
            InputName: 'data',
            S3Input: {
              S3Uri: 's3://models/in',
              LocalPath: '/opt/ml/processing/input/data',
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'out',
              S3Output: { S3Uri: 's3://models/out', LocalPath: '/opt/ml/processing/output', S3UploadMode: 'EndOfJob' },
            },
          ],
        },
        Environment: { MODE: 'full' },
      }),
    );
    const described = await ended(client, 'processing', 'reads');
    expect(described).toMatchObject({
      ProcessingJobStatus: 'Completed',
      ExitMessage: 'all is well',
      ProcessingJobArn: 'arn:aws:sagemaker:us-east-1:123456789012:processing-job/reads',
      Environment: { MODE: 'full' },
    });
    expect(described.ProcessingEndTime!.getTime()).toBeGreaterThanOrEqual(described.ProcessingStartTime!.getTime());
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'models', Key: 'out/answer.json' }));
    const { args, ...answer } = JSON.parse(await Body!.transformToString()) as { args: string[] };
    expect(answer).toEqual({
      ProcessingJobName: 'reads',
      ProcessingJobArn: described.ProcessingJobArn,
      current_host: 'algo-1',
      found: ['a.txt', 'deep', 'deep/b.txt', 'inner.txt'],
      MODE: 'full',
      AWS_REGION: 'us-east-1',
    });
    // The container's paths are those of its own folder.
    expect(args).toEqual(['--from', expect.stringMatching(/clew-container-[-\w]+\/processing\/input$/)]);
  });

  it('a training job gets its channels and hyperparameters, and its model is stored', async () => {
    const script = `${reads}
    mkdirSync(at('model/deep'));
    writeFileSync(at('model/deep/weights.txt'), readFileSync(at('input/data/rows/a.txt')) + json('input/config/hyperparameters.json').epochs
      + Object.keys(json('input/config/inputdataconfig.json')) + json('input/config/resourceconfig.json').current_instance_type);`;
    await using aws = await startAws({ s3: { buckets: ['models'] }, sagemaker: { images: images({ script }) } });
    const [client, s3] = [clientOf(aws.sagemaker), bucketsOf(aws)];
    await s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'in/a.txt', Body: 'weights' }));
    await client.send(
      new CreateTrainingJobCommand({
        ...training('fits', 'script'),
        HyperParameters: { epochs: '20' },
        InputDataConfig: [
          { ChannelName: 'rows', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://models/in/' } } },
        ],
      }),
    );
    const described = await ended(client, 'training', 'fits');
    expect(described).toMatchObject({
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://models/out/fits/output/model.tar.gz' },
    });
    expect(described.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(described.BillableTimeInSeconds).toBeGreaterThanOrEqual(1);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'models', Key: 'out/fits/output/model.tar.gz' }));
    const archive = gunzipSync(await Body!.transformToByteArray()).toString();
    expect(archive).toMatch(/^deep\/weights\.txt\0/);
    expect(archive).toContain('weights20rowsml.m5.large');
  });

  it('a failed job has the reason as Amazon words it', async () => {
    const fails = (
      file: string,
    ): string => `require('node:fs').writeFileSync(process.env.CLEW_OPT_ML + '/output/${file}', 'no such column');
    process.exit(3)`;
    await using sagemaker = await startSageMaker({ images: images({ p: fails('message'), t: fails('failure') }) });
    const client = clientOf(sagemaker);
    await client.send(new CreateProcessingJobCommand(processing('p', 'p')));
    await client.send(new CreateTrainingJobCommand(training('t', 't')));
    expect(await ended(client, 'processing', 'p')).toMatchObject({
      ProcessingJobStatus: 'Failed',
      ExitMessage: 'no such column',
      FailureReason: 'AlgorithmError: See job logs for more information',
    });
    expect(await ended(client, 'training', 't')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: no such column, exit code: 3',
    });
  });

  it('the message is cut after a kilobyte, and must be text', async () => {
    const writes = (content: string): string =>
      `require('node:fs').writeFileSync(process.env.CLEW_OPT_ML + '/output/message', ${content})`;
    const long = writes('"x" + "ä".repeat(1000)');
    const broken = writes('Buffer.from([0x68, 0xff])');
    await using sagemaker = await startSageMaker({ images: images({ long, broken }) });
    const client = clientOf(sagemaker);
    await client.send(new CreateProcessingJobCommand(processing('long', 'long')));
    await client.send(new CreateProcessingJobCommand(processing('broken', 'broken')));
    // 1024 bytes end in the middle of a letter.
    expect((await ended(client, 'processing', 'long')).ExitMessage).toBe(`x${'ä'.repeat(511)}`);
    expect(await ended(client, 'processing', 'broken')).toMatchObject({
      ProcessingJobStatus: 'Failed',
      FailureReason: 'ClientError: The file /opt/ml/output/message is not encoded in UTF-8.',
    });
  });

  it('a missing input fails the job', async () => {
    await using aws = await startAws({ s3: { buckets: ['models'] } });
    const client = clientOf(aws.sagemaker);
    const input = (S3Uri: string) => [
      {
        InputName: 'data',
        S3Input: { S3Uri, LocalPath: '/opt/ml/processing/input', S3DataType: 'S3Prefix', S3InputMode: 'File' } as const,
      },
    ];
    await client.send(
      new CreateProcessingJobCommand({ ...processing('a'), ProcessingInputs: input('s3://models/none') }),
    );
    await client.send(
      new CreateProcessingJobCommand({ ...processing('b'), ProcessingInputs: input('s3://others/none') }),
    );
    expect(await ended(client, 'processing', 'a')).toMatchObject({
      ProcessingJobStatus: 'Failed',
      FailureReason: expect.stringMatching(
        /^ClientError: Data download failed:No S3 objects found under S3 URL "s3:\/\/models\/none"/,
      ) as string,
    });
    expect(await ended(client, 'processing', 'b')).toMatchObject({
      FailureReason: 'ClientError: Data download failed:The specified bucket does not exist',
    });
    expect(aws.sagemaker.jobs.map(({ starts }) => starts)).toEqual([0, 0]);
  });

  /** Says that it listens by a file: before that, it would just be ended. */
  const up = `setInterval(() => {}, 1000); require('node:fs').writeFileSync(process.env.NOTE, '');`;
  const waits = `process.on('SIGTERM', () => { console.log('asked'); process.exit(0); }); ${up}`;
  const stubborn = `process.on('SIGTERM', () => console.log('never')); ${up}`;

  it('a stopped job gets SIGTERM, and SIGKILL if it ignores that', async () => {
    const folder = await temporaryFolder();
    await using sagemaker = await startSageMaker({ grace: 0.3, images: images({ waits, stubborn }) });
    const client = clientOf(sagemaker);
    const noting = (NOTE: string): { readonly Environment: Record<string, string> } => ({ Environment: { NOTE } });
    const notes = [`${folder}/polite`, `${folder}/stubborn`] as const;
    await client.send(new CreateProcessingJobCommand({ ...processing('polite', 'waits'), ...noting(notes[0]) }));
    await client.send(new CreateTrainingJobCommand({ ...training('stubborn', 'stubborn'), ...noting(notes[1]) }));
    for (const note of notes) while (!existsSync(note)) await wait(20);
    await client.send(new StopProcessingJobCommand({ ProcessingJobName: 'polite' }));
    await client.send(new StopTrainingJobCommand({ TrainingJobName: 'stubborn' }));
    const seen = await until(client, 'training', 'stubborn', () => true);
    expect(seen.TrainingJobStatus).toMatch(/^Stopp/);
    expect((await ended(client, 'processing', 'polite')).ProcessingJobStatus).toBe('Stopped');
    const stopped = await ended(client, 'training', 'stubborn');
    for (const [kind, word] of [
      ['Processing', 'asked'],
      ['Training', 'never'],
    ]) {
      const { events } = await logsOf(sagemaker).send(
        new FilterLogEventsCommand({ logGroupName: `/aws/sagemaker/${kind}Jobs` }),
      );
      expect(events!.map(({ message }) => message)).toEqual([word]);
    }
    expect(stopped.TrainingJobStatus).toBe('Stopped');
    expect(stopped.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual(
      expect.arrayContaining(['Training', 'Stopping', 'Uploading', 'Stopped']),
    );
    await expect(client.send(new StopTrainingJobCommand({ TrainingJobName: 'stubborn' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the training job is in status Stopped.',
    });
  });

  it('a job that is stopped before its container starts never runs it', async () => {
    await using sagemaker = await startSageMaker({ pace: 1 });
    const client = clientOf(sagemaker);
    await client.send(new CreateProcessingJobCommand(processing('early')));
    await client.send(new StopProcessingJobCommand({ ProcessingJobName: 'early' }));
    expect(await ended(client, 'processing', 'early')).toMatchObject({ ProcessingJobStatus: 'Stopped' });
    expect(sagemaker.jobs).toMatchObject([{ name: 'early', starts: 0 }]);
    // Nobody pays for what never ran.
    await client.send(new CreateTrainingJobCommand(training('early')));
    await client.send(new StopTrainingJobCommand({ TrainingJobName: 'early' }));
    expect(await ended(client, 'training', 'early')).not.toHaveProperty('BillableTimeInSeconds');
  });

  it('a job that exceeds its maximum runtime is stopped', async () => {
    await using sagemaker = await startSageMaker({
      images: images({ waits }),
      env: { NOTE: `${await temporaryFolder()}/up` },
    });
    const client = clientOf(sagemaker);
    const StoppingCondition = { MaxRuntimeInSeconds: 1 };
    await client.send(new CreateProcessingJobCommand({ ...processing('p', 'waits'), StoppingCondition }));
    await client.send(new CreateTrainingJobCommand({ ...training('t', 'waits'), StoppingCondition }));
    expect((await ended(client, 'processing', 'p')).ProcessingJobStatus).toBe('Stopped');
    expect(await ended(client, 'training', 't')).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
    });
  });
});
