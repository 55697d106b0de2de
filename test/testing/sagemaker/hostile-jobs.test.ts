import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateProcessingJobCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, test } from 'vitest';
import { startAws } from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { bucketsOf, clientOf, ended, images, processing } from './help.ts';

describe('SageMaker emulator: hostile jobs', () => {
  test('cannot affect the process that runs them by their environment, and the log says so', async () => {
    const folder = await temporaryFolder();
    const [planted, note] = [`${folder}/planted.cjs`, `${folder}/was-here`];
    writeFileSync(planted, `require('node:fs').writeFileSync(${JSON.stringify(note)}, 'was here');`);
    const show = `console.log(JSON.stringify([process.env, process.cwd()]));`;
    await using sandbox = await startAws({ sagemaker: { images: images({ show }) } });
    const client = clientOf(sandbox.sagemaker);
    const Environment = {
      NODE_OPTIONS: `--require=${planted}`,
      node_options: `--require=${planted}`,
      NODE_COMPILE_CACHE: folder,
      NODE_PATH: folder,
      LD_PRELOAD: planted,
      LD_LIBRARY_PATH: folder,
      DYLD_INSERT_LIBRARIES: planted,
      PATH: folder,
      HOME: folder,
      BASH_ENV: planted,
      PYTHONPATH: folder,
      AWS_CONFIG_FILE: planted,
      AWS_SHARED_CREDENTIALS_FILE: planted,
      AWS_ENDPOINT_URL: 'http://evil.example',
      AWS_ACCESS_KEY_ID: 'mallory',
      CLEW_OPT_ML: '/',
      MODE: 'full',
    };
    await client.send(new CreateProcessingJobCommand({ ...processing('hostile', 'show'), Environment }));
    expect(await ended(client, 'processing', 'hostile')).toMatchObject({ ProcessingJobStatus: 'Completed' });
    expect(existsSync(note)).toBe(false);
    const logs = new CloudWatchLogsClient(sandbox.sagemaker);
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/ProcessingJobs' }),
    );
    const [left, shown] = events.map(({ message }) => message!);
    const { MODE, ...hostile } = Environment;
    expect(left).toBe(`Not set here, where it would reach beyond the container: ${Object.keys(hostile).join(', ')}`);
    const [env, cwd] = JSON.parse(shown!) as [Record<string, string>, string];
    expect(env).toMatchObject({ MODE, PATH: process.env['PATH'], CLEW_OPT_ML: cwd, AWS_ACCESS_KEY_ID: 'clew' });
    for (const [name, value] of Object.entries(hostile)) expect([name, env[name]]).not.toEqual([name, value]);
  });

  test('cannot leave their own folder by paths and keys of inputs', async () => {
    const folder = await temporaryFolder();
    writeFileSync(`${folder}/secret`, 'secret');
    const away = `/opt/ml/processing/../../../../../../../..${folder}`;
    await using aws = await startAws({ s3: { buckets: ['models'] } });
    const client = clientOf(aws.sagemaker);
    const S3Input = { S3Uri: 's3://models/in/', S3DataType: 'S3Prefix', S3InputMode: 'File', LocalPath: away } as const;
    const S3Output = { S3Uri: 's3://models/out', S3UploadMode: 'EndOfJob', LocalPath: away } as const;
    const hostile = [
      { ProcessingInputs: [{ InputName: 'in', S3Input }] },
      { ProcessingOutputConfig: { Outputs: [{ OutputName: 'out', S3Output }] } },
    ];
    for (const more of hostile) {
      await expect(
        client.send(new CreateProcessingJobCommand({ ...processing('leads-out'), ...more })),
      ).rejects.toThrow(/localPath' failed to satisfy constraint/);
    }
    const s3 = bucketsOf(aws);
    const Key = `in/${'../'.repeat(20)}${folder.slice(1)}/planted`;
    await s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body: 'planted' }));
    const inside = { ...S3Input, LocalPath: '/opt/ml/processing/in' };
    const ProcessingInputs = [{ InputName: 'in', S3Input: inside }];
    await client.send(new CreateProcessingJobCommand({ ...processing('leads-in'), ProcessingInputs }));
    const { FailureReason } = await ended(client, 'processing', 'leads-in');
    expect(FailureReason).toMatch(/^ClientError: Data download failed:.* leads out of the folder/);
    expect(readdirSync(folder)).toEqual(['secret']);
  });
});
