import {
  AddTagsCommand,
  CreateProcessingJobCommand,
  type CreateProcessingJobCommandInput,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ResourceInUse,
  ResourceLimitExceeded,
  ResourceNotFound,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, describe, expect, it } from 'vitest';
import { startSageMaker } from '../../../src/testing/index.ts';
import { clientOf, ended, images, processing, training } from './help.ts';
import { type Raw, send } from './raw.ts';

const sagemaker = await startSageMaker({ pace: 1 });
afterAll(() => sagemaker.close());
const client = clientOf(sagemaker);

/** What a request is refused with. */
const refusal = async (asked: Promise<unknown>): Promise<string> => {
  const { name, message } = await asked.then(
    () => expect.unreachable('it was accepted'),
    (error: Error) => error,
  );
  return `${name}: ${message}`;
};

const cluster = processing('x').ProcessingResources!.ClusterConfig!;
const s3Input = { S3Uri: 's3://b/k', LocalPath: '/opt/ml/processing/in', S3DataType: 'S3Prefix' } as const;

it.each<[what: string, change: Partial<CreateProcessingJobCommandInput>, violation: string]>([
  [
    'a name with a dot',
    { ProcessingJobName: 'a.b' },
    "Value 'a.b' at 'processingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
  ],
  [
    'a long name',
    { ProcessingJobName: 'a'.repeat(64) },
    `Value '${'a'.repeat(64)}' at 'processingJobName' failed to satisfy constraint: Member must have length less than or equal to 63`,
  ],
  ['no role', { RoleArn: undefined }, "Value null at 'roleArn' failed to satisfy constraint: Member must not be null"],
  [
    'a user for a role',
    { RoleArn: 'arn:aws:iam::123456789012:user/ana' },
    "at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern",
  ],
  [
    'an unknown instance type',
    { ProcessingResources: { ClusterConfig: { ...cluster, InstanceType: 'ml.m5.huge' as never } } },
    "Value 'ml.m5.huge' at 'processingResources.clusterConfig.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [",
  ],
  [
    'an instance for training alone',
    { ProcessingResources: { ClusterConfig: { ...cluster, InstanceType: 'ml.p4d.24xlarge' as never } } },
    "Value 'ml.p4d.24xlarge' at 'processingResources.clusterConfig.instanceType'",
  ],
  [
    'no room',
    { ProcessingResources: { ClusterConfig: { ...cluster, VolumeSizeInGB: 0 } } },
    "Value '0' at 'processingResources.clusterConfig.volumeSizeInGB' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'half an instance',
    { ProcessingResources: { ClusterConfig: { ...cluster, InstanceCount: 0.5 } } },
    "SerializationException: The value at 'processingResources.clusterConfig.instanceCount' can't be read as a whole number.",
  ],
  [
    'an invalid address',
    { ProcessingInputs: [{ InputName: 'a', S3Input: { ...s3Input, S3Uri: '/data' } }] },
    "Value '/data' at 'processingInputs.1.member.s3Input.s3Uri'",
  ],
  [
    'a path elsewhere',
    { ProcessingInputs: [{ InputName: 'a', S3Input: { ...s3Input, LocalPath: '/data' } }] },
    "Value '/data' at 'processingInputs.1.member.s3Input.localPath'",
  ],
  [
    'eleven inputs',
    { ProcessingInputs: Array.from({ length: 11 }, (_, i) => ({ InputName: `${i}`, S3Input: s3Input })) },
    "at 'processingInputs' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  [
    'many variables',
    { Environment: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`V${i}`, ''])) },
    "at 'environment' failed to satisfy constraint: Member must have length less than or equal to 100",
  ],
  [
    'a long variable',
    { Environment: { LONG: 'x'.repeat(257) } },
    "at 'environment.LONG.member' failed to satisfy constraint: Member must have length less than or equal to 256",
  ],
  ['a variable with a dash', { Environment: { 'A-B': '' } }, "Value 'A-B' at 'environment.key'"],
  [
    'six days',
    { StoppingCondition: { MaxRuntimeInSeconds: 777_601 } },
    "at 'stoppingCondition.maxRuntimeInSeconds' failed to satisfy constraint: Member must have value less than or equal to 777600",
  ],
])('SageMaker emulator refuses a processing job: %s', async (_, change, violation) => {
  const asked = client.send(new CreateProcessingJobCommand({ ...processing('x'), ...change }));
  expect(await refusal(asked)).toContain(violation);
  expect(sagemaker.jobs.filter(({ name }) => name === 'x')).toEqual([]);
});

const twice = [
  { InputName: 'a', S3Input: s3Input },
  { InputName: 'b', S3Input: s3Input },
];

it.each<[what: string, change: Partial<CreateProcessingJobCommandInput>, violation: string]>([
  [
    'a tag twice',
    {
      Tags: [
        { Key: 'run', Value: '1' },
        { Key: 'run', Value: '2' },
      ],
    },
    "ValidationException: The tag keys must be unique, and 'run' is there more than once.",
  ],
  ["a tag of Amazon's", { Tags: [{ Key: 'aws:run', Value: '1' }] }, "Value 'aws:run' at 'tags.1.member.key'"],
  [
    'two inputs in one place',
    { ProcessingInputs: twice },
    "ValidationException: The local paths must be unique, and '/opt/ml/processing/in' is there more than once.",
  ],
  [
    'an input without an address',
    { ProcessingInputs: [{ InputName: 'a' }] },
    'ValidationException: a is not managed by the application, and needs an address in S3 and a LocalPath.',
  ],
])('SageMaker emulator refuses any job: %s', async (_, change, violation) => {
  const asked = client.send(new CreateProcessingJobCommand({ ...processing('x'), ...change }));
  expect(await refusal(asked)).toContain(violation);
});

const resources = training('x').ResourceConfig!;
const stopping = { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 900 };

it.each<[what: string, change: Partial<CreateTrainingJobCommandInput>, violation: string]>([
  [
    'an image without a name',
    { AlgorithmSpecification: { TrainingInputMode: 'File' } },
    "Value null at 'algorithmSpecification.trainingImage' failed to satisfy constraint: Member must not be null",
  ],
  [
    'instances kept for a day',
    { ResourceConfig: { ...resources, KeepAlivePeriodInSeconds: 86_400 } },
    "at 'resourceConfig.keepAlivePeriodInSeconds' failed to satisfy constraint: Member must have value less than or equal to 3600",
  ],
  [
    'a long variable',
    { Environment: { LONG: 'x'.repeat(513) } },
    "at 'environment.LONG.member' failed to satisfy constraint: Member must have length less than or equal to 512",
  ],
  [
    'a spot job without a maximum wait time',
    { EnableManagedSpotTraining: true },
    'ValidationException: MaxWaitTimeInSeconds is required when EnableManagedSpotTraining is true.',
  ],
  [
    'a maximum runtime above the maximum wait time',
    { EnableManagedSpotTraining: true, StoppingCondition: { ...stopping, MaxWaitTimeInSeconds: 500 } },
    'ValidationException: MaxWaitTimeInSeconds above 0 must be greater than or equal to MaxRuntimeInSeconds.',
  ],
  [
    'a maximum wait time without spot',
    { StoppingCondition: stopping },
    'ValidationException: MaxWaitTimeInSeconds may be set only when EnableManagedSpotTraining is true.',
  ],
  [
    'a spot job with a warm pool',
    {
      EnableManagedSpotTraining: true,
      StoppingCondition: stopping,
      ResourceConfig: { ...resources, KeepAlivePeriodInSeconds: 60 },
    },
    'ValidationException: KeepAlivePeriodInSeconds is not supported with EnableManagedSpotTraining.',
  ],
])('SageMaker emulator refuses a training job: %s', async (_, change, violation) => {
  const asked = client.send(new CreateTrainingJobCommand({ ...training('x'), ...change }));
  expect(await refusal(asked)).toContain(violation);
  expect(sagemaker.jobs.filter(({ name }) => name === 'x')).toEqual([]);
});

it('SageMaker emulator reports all errors of a request at once', async () => {
  const asked = client.send(new CreateProcessingJobCommand({ ...processing('-'), RoleArn: undefined }));
  expect(await refusal(asked)).toMatch(
    /^ValidationException: 2 validation errors detected: Value null at 'roleArn' .*; Value '-' at 'processingJobName' /,
  );
});

const body = JSON.stringify({ ProcessingJobName: 'x' });
const target = 'SageMaker.DescribeProcessingJob';

it.each<[what: string, raw: Partial<Raw>, type: string]>([
  ['without a signature', { isUnsigned: true }, 'MissingAuthenticationTokenException'],
  ['by an unknown user', { keyId: 'eve' }, 'UnrecognizedClientException'],
  ['with a wrong secret', { secret: 'wrong' }, 'InvalidSignatureException'],
  ['for another region', { region: 'eu-west-1' }, 'InvalidSignatureException'],
  ['for another service', { service: 's3' }, 'InvalidSignatureException'],
  ['an hour ago', { at: new Date(Date.now() - 3_600_000) }, 'InvalidSignatureException'],
  ['with another body', { sent: JSON.stringify({ ProcessingJobName: 'y' }) }, 'InvalidSignatureException'],
  [
    'with another body than it names',
    { isNamed: true, sent: JSON.stringify({ ProcessingJobName: 'y' }) },
    'InvalidSignatureException',
  ],
  ['of something unknown', { target: 'SageMaker.CreateCluster' }, 'UnknownOperationException'],
  ['for a name that every object has', { target: 'SageMaker.constructor' }, 'UnknownOperationException'],
  ['that is not JSON', { body: '{' }, 'SerializationException'],
  ['with an unknown member', { body: JSON.stringify({ ProcessingJobName: 'x', Name: 'x' }) }, 'ValidationException'],
])('SageMaker emulator refuses a request %s', async (_, raw, type) => {
  expect(await send(sagemaker, { target, body, ...raw })).toMatchObject({ status: 400, type });
});

it('SageMaker emulator refuses an expired token', async () => {
  const expired = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expires: new Date(0) };
  await using server = await startSageMaker({ users: [expired] });
  const asked = clientOf(server).send(new DescribeProcessingJobCommand({ ProcessingJobName: 'x' }));
  expect(await refusal(asked)).toBe('ExpiredTokenException: The security token included in the request is expired');
});

it('SageMaker emulator refuses a name that was used before, for each kind of job', async () => {
  await using server = await startSageMaker({ images: images({ quick: '' }) });
  const asking = clientOf(server);
  await asking.send(new CreateProcessingJobCommand(processing('once', 'quick')));
  await ended(asking, 'processing', 'once');
  const again = asking.send(new CreateProcessingJobCommand(processing('once', 'quick')));
  await expect(again).rejects.toThrow(ResourceInUse);
  expect(await refusal(again)).toBe(
    'ResourceInUse: Job name must be unique within an AWS account and region, and a job with this name already exists (arn:aws:sagemaker:us-east-1:123456789012:processing-job/once)',
  );
  await asking.send(new CreateTrainingJobCommand(training('once', 'quick')));
  expect(server.jobs.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['processing once', 'training once']);
});

it('SageMaker emulator reports a missing job with the documented code, or with the one of real answers', async () => {
  await expect(client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'none' }))).rejects.toThrow(
    ResourceNotFound,
  );
  await using server = await startSageMaker({ absent: 'ValidationException' });
  const asked = clientOf(server).send(new DescribeProcessingJobCommand({ ProcessingJobName: 'none' }));
  expect(await refusal(asked)).toBe('ValidationException: Could not find requested job with name: none');
});

it('SageMaker emulator has the roles and quotas of the account', async () => {
  await using server = await startSageMaker({
    roles: [processing('x').RoleArn!],
    quotas: { 'ml.m5.large': 2 },
    pace: 1,
  });
  const asking = clientOf(server);
  const stranger = { ...processing('a'), RoleArn: 'arn:aws:iam::123456789012:role/none' };
  expect(await refusal(asking.send(new CreateProcessingJobCommand(stranger)))).toBe(
    "ValidationException: Could not assume role arn:aws:iam::123456789012:role/none. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.",
  );
  await asking.send(new CreateProcessingJobCommand(processing('a')));
  await asking.send(new CreateProcessingJobCommand(processing('b')));
  const third = asking.send(new CreateProcessingJobCommand(processing('c')));
  await expect(third).rejects.toThrow(ResourceLimitExceeded);
  expect(await refusal(third)).toContain(
    "service limit 'ml.m5.large for processing job usage' is 2 Instances, with current utilization of 2 Instances and a request delta of 1 Instances.",
  );
  // Each kind of job has a quota of its own.
  await asking.send(new CreateTrainingJobCommand(training('c')));
});

it('SageMaker emulator stores tags', async () => {
  await client.send(
    new CreateProcessingJobCommand({ ...processing('tagged'), Tags: [{ Key: 'run', Value: 'run-1' }] }),
  );
  const ResourceArn = 'arn:aws:sagemaker:us-east-1:123456789012:processing-job/tagged';
  await client.send(
    new AddTagsCommand({
      ResourceArn,
      Tags: [
        { Key: 'node', Value: 'Fit' },
        { Key: 'run', Value: 'run-2' },
      ],
    }),
  );
  expect((await client.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual([
    { Key: 'run', Value: 'run-2' },
    { Key: 'node', Value: 'Fit' },
  ]);
});

describe('SageMaker emulator with the SDK', () => {
  it('throttles a request that the SDK retries', async () => {
    await using server = await startSageMaker({ faults: [{ kind: 'throttle', at: 0 }], pace: 1 });
    const { endpoint, region, credentials } = server;
    await new SageMakerClient({ endpoint, region, credentials }).send(new CreateProcessingJobCommand(processing('a')));
    expect(server.requests).toEqual([
      { operation: 'CreateProcessingJob', job: 'a', status: 400, error: 'ThrottlingException', fault: 'throttle' },
      { operation: 'CreateProcessingJob', job: 'a', status: 200, error: undefined, fault: undefined },
    ]);
  });
});
