import { describe, expect, it } from 'vitest';
import { defaultJob } from '../../../src/executors/sagemaker/defaults.ts';
import { maxRuntimeOf, processingRequest, specOf, trainingRequest } from '../../../src/executors/sagemaker/requests.ts';
import type { SageMakerSettings } from '../../../src/executors/sagemaker/settings.ts';

const settings: SageMakerSettings = {
  role: 'arn:aws:iam::123456789012:role/clew-jobs',
  image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/clew:1',
};
const places = {
  mailbox: 's3://b/p/.jobs/clew-a/',
  job: 's3://b/p/.jobs/clew-a/job/',
  code: { uri: 's3://b/p/.code/0/', digest: 'sha256:0' },
  env: { WAREHOUSE_URL: 'https://w' },
};

describe('SageMaker executor: requests', () => {
  it('create a processing job with its code and its document, and nothing it does not need', () => {
    expect(processingRequest(specOf('clew-a', defaultJob, settings, [null]), places, settings)).toEqual({
      ProcessingJobName: 'clew-a',
      ProcessingInputs: [
        {
          InputName: 'job',
          S3Input: {
            S3Uri: 's3://b/p/.jobs/clew-a/job/',
            LocalPath: '/opt/ml/processing/input/job',
            S3DataType: 'S3Prefix',
            S3InputMode: 'File',
          },
        },
        {
          InputName: 'code',
          S3Input: {
            S3Uri: 's3://b/p/.code/0/',
            LocalPath: '/opt/ml/processing/input/code',
            S3DataType: 'S3Prefix',
            S3InputMode: 'File',
          },
        },
      ],
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 30 } },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      AppSpecification: { ImageUri: settings.image },
      Environment: { WAREHOUSE_URL: 'https://w', CLEW_JOB: 'clew-a', CLEW_MAILBOX: 's3://b/p/.jobs/clew-a/' },
      RoleArn: settings.role,
      Tags: [{ Key: 'clew', Value: 'job' }],
    });
  });

  it('create a training job with the options of the task over the settings', () => {
    const full: SageMakerSettings = {
      ...settings,
      instance: 'ml.m5.xlarge',
      kmsKey: 'alias/k',
      tags: { team: 'reliability', clew: 'mine' },
      vpc: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
    };
    const vpc = { subnets: ['subnet-2'], securityGroups: ['sg-2'] };
    const on = { ...defaultJob, job: 'training', instance: 'ml.g5.xlarge', volumeGb: 100, spot: true, vpc } as const;
    expect(trainingRequest(specOf('clew-a', on, full, [1_800_000, 500]), places, full)).toEqual({
      TrainingJobName: 'clew-a',
      AlgorithmSpecification: { TrainingImage: settings.image, TrainingInputMode: 'File' },
      RoleArn: settings.role,
      InputDataConfig: [
        {
          ChannelName: 'job',
          DataSource: {
            S3DataSource: {
              S3DataType: 'S3Prefix',
              S3Uri: 's3://b/p/.jobs/clew-a/job/',
              S3DataDistributionType: 'FullyReplicated',
            },
          },
          InputMode: 'File',
        },
        {
          ChannelName: 'code',
          DataSource: {
            S3DataSource: {
              S3DataType: 'S3Prefix',
              S3Uri: 's3://b/p/.code/0/',
              S3DataDistributionType: 'FullyReplicated',
            },
          },
          InputMode: 'File',
        },
      ],
      OutputDataConfig: { S3OutputPath: 's3://b/p/.jobs/clew-a/output', KmsKeyId: 'alias/k' },
      ResourceConfig: {
        InstanceCount: 1,
        InstanceType: 'ml.g5.xlarge',
        VolumeSizeInGB: 100,
        VolumeKmsKeyId: 'alias/k',
      },
      VpcConfig: { Subnets: ['subnet-2'], SecurityGroupIds: ['sg-2'] },
      StoppingCondition: { MaxRuntimeInSeconds: 2101, MaxWaitTimeInSeconds: 4202 },
      EnableManagedSpotTraining: true,
      Environment: { WAREHOUSE_URL: 'https://w', CLEW_JOB: 'clew-a', CLEW_MAILBOX: 's3://b/p/.jobs/clew-a/' },
      Tags: [
        { Key: 'clew', Value: 'job' },
        { Key: 'team', Value: 'reliability' },
      ],
    });
    const warm = { ...defaultJob, job: 'training', keepWarm: 900_000 } as const;
    expect(trainingRequest(specOf('clew-a', warm, full, [null]), places, full).ResourceConfig).toMatchObject({
      InstanceType: 'ml.m5.xlarge',
      KeepAlivePeriodInSeconds: 900,
    });
  });

  it('set a maximum runtime that leaves time for the timeout of the task and stays within what SageMaker allows', () => {
    expect(maxRuntimeOf([20], 'processing')).toBe(301);
    expect(maxRuntimeOf([1000, 2000], 'processing')).toBe(303);
    expect(maxRuntimeOf([1000, null], 'processing')).toBe(86_400);
    expect(maxRuntimeOf([30 * 86_400_000], 'processing')).toBe(432_000);
    expect(maxRuntimeOf([30 * 86_400_000], 'training')).toBe(2_419_200);
  });
});
