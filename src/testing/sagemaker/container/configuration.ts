import type { CreateProcessingJobRequest, CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import type { Job } from '../jobs/job.ts';

/**
 * The files and folders that a container finds when it starts, as documented, besides its data. Paths are those of the
 * container.
 */
export interface Configuration {
  readonly files: Readonly<Record<string, object>>;
  /** Where it may write. */
  readonly folders: readonly string[];
}

export const configurationOf = ({ requested, arn, instance }: Job): Configuration =>
  requested.kind === 'processing' ? ofProcessing(requested.request, arn) : ofTraining(requested.request, instance.type);

function ofProcessing(asked: CreateProcessingJobRequest, arn: string): Configuration {
  const { Tags: _, ...request } = asked;
  const outputs = request.ProcessingOutputConfig?.Outputs ?? [];
  return {
    files: {
      '/opt/ml/config/resourceconfig.json': { current_host: 'algo-1', hosts: ['algo-1'] },
      '/opt/ml/config/processingjobconfig.json': { ProcessingJobArn: arn, ...request },
    },
    folders: ['/opt/ml/processing', '/opt/ml/output', ...outputs.flatMap(({ S3Output }) => S3Output?.LocalPath ?? [])],
  };
}

function ofTraining(request: CreateTrainingJobRequest, type: string): Configuration {
  const { HyperParameters = {}, InputDataConfig = [], AlgorithmSpecification, CheckpointConfig } = request;
  const channels = InputDataConfig.map(({ ChannelName, ContentType, InputMode, DataSource }) => [
    ChannelName,
    {
      ...(ContentType !== undefined && { ContentType }),
      TrainingInputMode: InputMode ?? AlgorithmSpecification!.TrainingInputMode,
      S3DistributionType: DataSource!.S3DataSource!.S3DataDistributionType ?? 'FullyReplicated',
      RecordWrapperType: 'None',
    },
  ]);
  const group = 'homogeneousCluster';
  return {
    files: {
      '/opt/ml/input/config/resourceconfig.json': {
        current_host: 'algo-1',
        current_instance_type: type,
        current_group_name: group,
        hosts: ['algo-1'],
        instance_groups: [{ instance_group_name: group, instance_type: type, hosts: ['algo-1'] }],
        network_interface_name: 'eth0',
      },
      '/opt/ml/input/config/hyperparameters.json': HyperParameters,
      '/opt/ml/input/config/inputdataconfig.json': Object.fromEntries(channels) as object,
    },
    folders: ['/opt/ml/model', '/opt/ml/output/data', CheckpointConfig?.LocalPath ?? '/opt/ml/checkpoints'],
  };
}
