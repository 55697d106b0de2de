import type { CreateProcessingJobRequest, CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { invalid } from '../aws/refusal.ts';
import type { Requested } from './jobs/job.ts';

/** Checks what shapes can't say: members that depend on each other. */
export function checkRules({ kind, request }: Requested): void {
  unique('tag keys', request.Tags?.map(({ Key }) => Key) ?? []);
  if (kind === 'processing') checkProcessing(request);
  else checkTraining(request);
}

function checkProcessing({ ProcessingInputs = [], ProcessingOutputConfig }: CreateProcessingJobRequest): void {
  const { Outputs = [] } = ProcessingOutputConfig ?? {};
  unique(
    'input names',
    ProcessingInputs.map(({ InputName }) => InputName),
  );
  unique(
    'output names',
    Outputs.map(({ OutputName }) => OutputName),
  );
  const inputs = ProcessingInputs.map(({ InputName: name, AppManaged, S3Input: s3 }) => ({ name, AppManaged, s3 }));
  const outputs = Outputs.map(({ OutputName: name, AppManaged, S3Output: s3 }) => ({ name, AppManaged, s3 }));
  const all = [...inputs, ...outputs];
  unique(
    'local paths',
    all.flatMap(({ s3 }) => s3?.LocalPath ?? []),
  );
  for (const { name, AppManaged, s3 } of all) {
    if (!AppManaged && s3?.LocalPath === undefined) {
      throw invalid(`${name} is not managed by the application, and needs an address in S3 and a LocalPath.`);
    }
  }
}

function checkTraining(request: CreateTrainingJobRequest): void {
  const { EnableManagedSpotTraining: isSpot, StoppingCondition, ResourceConfig, InputDataConfig = [] } = request;
  const { MaxRuntimeInSeconds: run = 86_400, MaxWaitTimeInSeconds: wait } = StoppingCondition ?? {};
  unique(
    'channel names',
    InputDataConfig.map(({ ChannelName }) => ChannelName),
  );
  if (isSpot && wait === undefined) {
    throw invalid('MaxWaitTimeInSeconds is required when EnableManagedSpotTraining is true.');
  }
  if (!isSpot && wait !== undefined) {
    throw invalid('MaxWaitTimeInSeconds may be set only when EnableManagedSpotTraining is true.');
  }
  if (wait !== undefined && wait < run) {
    throw invalid('MaxWaitTimeInSeconds above 0 must be greater than or equal to MaxRuntimeInSeconds.');
  }
  if (isSpot && ResourceConfig?.KeepAlivePeriodInSeconds) {
    throw invalid('KeepAlivePeriodInSeconds is not supported with EnableManagedSpotTraining.');
  }
}

function unique(what: string, names: readonly (string | undefined)[]): void {
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw invalid(`The ${what} must be unique, and '${again}' is there more than once.`);
}
