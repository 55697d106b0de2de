import { type Shape, flag, list, map, oneOf, struct, text, whole } from '../../json/shape.ts';
import { folderBelow, image, isolation, jobName, kmsKey, roleArn, s3Uri, tagged, words } from './common.ts';
import { processingInstances } from './instances.ts';

const localPath = folderBelow('/opt/ml/processing', 256);

/** The ways to bring and to take data that this server knows: what can't be done is refused. */
const input = struct(
  { InputName: text({ min: 1 }) },
  {
    S3Input: struct(
      { S3Uri: s3Uri, S3DataType: oneOf('S3Prefix') },
      {
        LocalPath: localPath,
        S3InputMode: oneOf('File'),
        S3DataDistributionType: oneOf('FullyReplicated'),
        S3CompressionType: oneOf('None'),
      },
    ),
    AppManaged: flag,
  },
);

const output = struct(
  { OutputName: text({ min: 1 }) },
  {
    S3Output: struct({ S3Uri: s3Uri, S3UploadMode: oneOf('EndOfJob') }, { LocalPath: localPath }),
    AppManaged: flag,
  },
);

/** Both for a name and for a value. */
const longest = 256;

export const createProcessingJob: Shape = struct(
  {
    ProcessingJobName: jobName,
    ProcessingResources: struct({
      ClusterConfig: struct(
        { InstanceCount: whole(1, 100), InstanceType: oneOf(...processingInstances), VolumeSizeInGB: whole(1, 16_384) },
        { VolumeKmsKeyId: kmsKey },
      ),
    }),
    AppSpecification: struct({ ImageUri: image }, { ContainerEntrypoint: words, ContainerArguments: words }),
    RoleArn: roleArn,
  },
  {
    ProcessingInputs: list(input, 0, 10),
    ProcessingOutputConfig: struct({ Outputs: list(output, 0, 10) }, { KmsKeyId: kmsKey }),
    StoppingCondition: struct({ MaxRuntimeInSeconds: whole(1, 777_600) }),
    Environment: map(
      text({ max: longest, pattern: /[a-zA-Z_][a-zA-Z0-9_]*/ }),
      text({ max: longest, pattern: /[\S\s]*/ }),
      100,
    ),
    NetworkConfig: struct({}, isolation),
    ...tagged,
  },
);
