import type {
  CreateProcessingJobRequest,
  CreateTrainingJobRequest,
  ProcessingInput,
  ProcessingInstanceType,
  Channel,
  Tag,
  TrainingInstanceType,
  VpcConfig,
} from '@aws-sdk/client-sagemaker';
import type { SettledJob } from '../../authoring/run-location.ts';
import { type JobKind, containerPaths, containerVariables } from './container.ts';
import { type CodePackage, defaults } from './defaults.ts';
import type { SageMakerSettings, VpcSettings } from './settings.ts';

/** One SageMaker job, whatever kind it is of. */
export interface JobSpec {
  readonly name: string;
  readonly kind: JobKind;
  readonly instance: string;
  readonly volumeGb: number;
  readonly role: string;
  readonly image: string;
  readonly vpc: VpcSettings | undefined;
  readonly spot: boolean;
  /** Seconds. */
  readonly keepWarm: number | undefined;
  /** Seconds; SageMaker ends it then. */
  readonly maxRuntime: number;
}

/** SageMaker's own default. */
const day = 86_400;
/** The most that processing jobs may have is less than what training jobs may. */
const longest = { processing: 432_000, training: 2_419_200 } as const;
/** The seconds that a container may take to start, to read and to write, over the time that its tasks have. */
const margin = 300;
/** An instance is kept warm for an hour at most. */
const maxWarm = 3600;

/** A task keeps its own time in the container, and says so. SageMaker's limit is for what doesn't come to that. */
export function maxRuntimeOf(timeouts: readonly (number | null)[], kind: JobKind): number {
  if (timeouts.includes(null)) return day;
  const seconds = Math.ceil(timeouts.reduce<number>((sum, timeout) => sum + timeout!, 0) / 1000);
  return Math.min(seconds + margin, longest[kind]);
}

export function specOf(
  name: string,
  on: SettledJob,
  settings: SageMakerSettings,
  timeouts: readonly (number | null)[],
): JobSpec {
  const kind = on.job;
  return {
    name,
    kind,
    instance: on.instance ?? settings.instance ?? defaults.instance,
    volumeGb: on.volumeGb ?? settings.volumeGb ?? defaults.volumeGb,
    role: on.role ?? settings.role,
    image: on.image ?? settings.image,
    vpc: on.vpc ?? settings.vpc,
    spot: kind === 'training' && on.spot,
    keepWarm: kind === 'training' && on.keepWarm ? Math.min(Math.ceil(on.keepWarm / 1000), maxWarm) : undefined,
    maxRuntime: maxRuntimeOf(timeouts, kind),
  };
}

/** The places that a job reads and where it is spoken with, as S3 addresses. */
export interface JobPlaces {
  readonly mailbox: string;
  /** The folder with the job's document. */
  readonly job: string;
  readonly code: CodePackage;
  /** Variables that are handed on. */
  readonly env: Readonly<Record<string, string>>;
}

export function processingRequest(
  spec: JobSpec,
  places: JobPlaces,
  settings: SageMakerSettings,
): CreateProcessingJobRequest {
  const { kmsKey } = settings;
  const network = vpcConfig(spec.vpc);
  return {
    ProcessingJobName: spec.name,
    ProcessingInputs: [processingInput('job', places.job), processingInput('code', places.code.uri)],
    ProcessingResources: {
      ClusterConfig: {
        InstanceCount: 1,
        InstanceType: spec.instance as ProcessingInstanceType,
        VolumeSizeInGB: spec.volumeGb,
        ...(kmsKey !== undefined && { VolumeKmsKeyId: kmsKey }),
      },
    },
    StoppingCondition: { MaxRuntimeInSeconds: spec.maxRuntime },
    AppSpecification: { ImageUri: spec.image },
    Environment: environment(spec, places),
    ...(network && { NetworkConfig: { VpcConfig: network } }),
    RoleArn: spec.role,
    ...tagged(settings),
  };
}

export function trainingRequest(
  spec: JobSpec,
  places: JobPlaces,
  settings: SageMakerSettings,
): CreateTrainingJobRequest {
  const { kmsKey } = settings;
  const network = vpcConfig(spec.vpc);
  return {
    TrainingJobName: spec.name,
    AlgorithmSpecification: { TrainingImage: spec.image, TrainingInputMode: 'File' },
    RoleArn: spec.role,
    InputDataConfig: [channel('job', places.job), channel('code', places.code.uri)],
    // Needed by SageMaker; what our jobs make, they write themselves.
    OutputDataConfig: { S3OutputPath: `${places.mailbox}output`, ...(kmsKey !== undefined && { KmsKeyId: kmsKey }) },
    ResourceConfig: {
      InstanceCount: 1,
      InstanceType: spec.instance as TrainingInstanceType,
      VolumeSizeInGB: spec.volumeGb,
      ...(kmsKey !== undefined && { VolumeKmsKeyId: kmsKey }),
      ...(spec.keepWarm !== undefined && { KeepAlivePeriodInSeconds: spec.keepWarm }),
    },
    ...(network && { VpcConfig: network }),
    StoppingCondition: {
      MaxRuntimeInSeconds: spec.maxRuntime,
      // As long again for the instance to come.
      ...(spec.spot && { MaxWaitTimeInSeconds: Math.min(2 * spec.maxRuntime, longest.training) }),
    },
    ...(spec.spot && { EnableManagedSpotTraining: true }),
    Environment: environment(spec, places),
    ...tagged(settings),
  };
}

function processingInput(name: 'job' | 'code', uri: string): ProcessingInput {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `/opt/ml/${containerPaths.processing[name]}`,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
    },
  };
}

function channel(name: 'job' | 'code', uri: string): Channel {
  return {
    ChannelName: name,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
    InputMode: 'File',
  };
}

const environment = ({ name }: JobSpec, { mailbox, env }: JobPlaces): Record<string, string> => ({
  ...env,
  [containerVariables.job]: name,
  [containerVariables.mailbox]: mailbox,
});

function vpcConfig(vpc: VpcSettings | undefined): VpcConfig | undefined {
  return vpc && { Subnets: [...vpc.subnets], SecurityGroupIds: [...vpc.securityGroups] };
}

function tagged({ tags = {} }: SageMakerSettings): { Tags: Tag[] } {
  const own = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { Tags: [{ Key: 'clew', Value: 'job' }, ...own.filter(({ Key }) => Key !== 'clew')] };
}
