import { type Shape, flag, list, map, oneOf, struct, text, whole } from '../../json/shape.ts';
import { folderBelow, image, isolation, jobName, kmsKey, roleArn, s3Uri, tagged, words } from './common.ts';
import { trainingInstances } from './instances.ts';

/** The ways to bring data that this server knows: what can't be done is refused. */
const inputMode = oneOf('File');

const channel = struct(
  {
    ChannelName: text({ min: 1, max: 64, pattern: /[A-Za-z0-9.\-_]+/ }),
    DataSource: struct({
      S3DataSource: struct(
        { S3DataType: oneOf('S3Prefix'), S3Uri: s3Uri },
        { S3DataDistributionType: oneOf('FullyReplicated') },
      ),
    }),
  },
  {
    ContentType: text({ max: 256 }),
    CompressionType: oneOf('None'),
    RecordWrapperType: oneOf('None'),
    InputMode: inputMode,
  },
);

/** Both for a name and for a value. */
const longest = 512;

export const createTrainingJob: Shape = struct(
  {
    TrainingJobName: jobName,
    AlgorithmSpecification: struct(
      { TrainingImage: image, TrainingInputMode: inputMode },
      { ContainerEntrypoint: words, ContainerArguments: words, EnableSageMakerMetricsTimeSeries: flag },
    ),
    RoleArn: roleArn,
    OutputDataConfig: struct({ S3OutputPath: s3Uri }, { KmsKeyId: kmsKey, CompressionType: oneOf('GZIP', 'NONE') }),
    ResourceConfig: struct(
      { InstanceType: oneOf(...trainingInstances), InstanceCount: whole(1, 100), VolumeSizeInGB: whole(1, 16_384) },
      { VolumeKmsKeyId: kmsKey, KeepAlivePeriodInSeconds: whole(0, 3600) },
    ),
    StoppingCondition: struct(
      {},
      {
        MaxRuntimeInSeconds: whole(1, 2_419_200),
        MaxWaitTimeInSeconds: whole(1, 2_419_200),
        MaxPendingTimeInSeconds: whole(7200, 2_419_200),
      },
    ),
  },
  {
    HyperParameters: map(text({ max: 256 }), text({ max: 2500 }), 100),
    InputDataConfig: list(channel, 1, 20),
    EnableManagedSpotTraining: flag,
    CheckpointConfig: struct({ S3Uri: s3Uri }, { LocalPath: folderBelow('/opt/ml/checkpoints', 4096) }),
    Environment: map(
      text({ max: longest, pattern: /[a-zA-Z_][a-zA-Z0-9_]*/ }),
      text({ max: longest, pattern: /[\S\s]*/ }),
      100,
    ),
    RetryStrategy: struct({ MaximumRetryAttempts: whole(1, 30) }),
    ...isolation,
    ...tagged,
  },
);
