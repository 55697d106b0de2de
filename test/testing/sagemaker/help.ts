import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type CreateProcessingJobCommandInput,
  type CreateTrainingJobCommandInput,
  DescribeProcessingJobCommand,
  type DescribeProcessingJobCommandOutput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { AwsServers, SageMakerServer } from '../../../src/testing/index.ts';

export const role = 'arn:aws:iam::123456789012:role/jobs';

/** A client that tries once: what a server says is to be seen. */
export const clientOf = ({ endpoint, region, credentials }: SageMakerServer): SageMakerClient =>
  new SageMakerClient({ endpoint, region, credentials, maxAttempts: 1 });

export const logsOf = ({ endpoint, region, credentials }: SageMakerServer): CloudWatchLogsClient =>
  new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });

export const bucketsOf = ({ s3: { endpoint, region, credentials } }: AwsServers): S3Client =>
  new S3Client({ endpoint, region, credentials, forcePathStyle: true });

/** Images that run these lines of JavaScript, by name. */
export const images = (scripts: Readonly<Record<string, string>>): Record<string, readonly [string, ...string[]]> =>
  Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, [process.execPath, '-e', script, '--']]));

/** The least that can be asked for. */
export const processing = (name: string, image = 'nothing'): CreateProcessingJobCommandInput => ({
  ProcessingJobName: name,
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 30 } },
  AppSpecification: { ImageUri: image },
  RoleArn: role,
});

export const training = (name: string, image = 'nothing'): CreateTrainingJobCommandInput => ({
  TrainingJobName: name,
  AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
  RoleArn: role,
  OutputDataConfig: { S3OutputPath: 's3://models/out' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
});

type Described = { processing: DescribeProcessingJobCommandOutput; training: DescribeTrainingJobCommandOutput };

/** A job's description as soon as it fits. */
export async function until<K extends keyof Described>(
  client: SageMakerClient,
  kind: K,
  name: string,
  fits: (described: Described[K]) => boolean,
): Promise<Described[K]> {
  for (;;) {
    const described = (
      kind === 'processing'
        ? await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }))
        : await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }))
    ) as Described[K];
    if (fits(described)) return described;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

export const ended = <K extends keyof Described>(
  client: SageMakerClient,
  kind: K,
  name: string,
): Promise<Described[K]> =>
  until(
    client,
    kind,
    name,
    (described) =>
      ('ProcessingEndTime' in described
        ? described.ProcessingEndTime
        : (described as Described['training']).TrainingEndTime) !== undefined,
  );
