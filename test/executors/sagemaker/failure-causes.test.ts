import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../src/executors/sagemaker/classify-error.ts';
import { causeOf, isWithoutInstance } from '../../../src/executors/sagemaker/failure-causes.ts';
import { explain } from '../../../src/executors/sagemaker/explain-error.ts';
import { estimatedPrice } from '../../../src/executors/sagemaker/prices.ts';
import { type JobView, processingView, trainingView } from '../../../src/executors/sagemaker/job-states.ts';

const view: JobView = {
  name: 'clew-a',
  kind: 'processing',
  status: 'failed',
  detail: null,
  createdAt: 0,
  startedAt: 1000,
  endedAt: 61_000,
  billable: 60,
  maxRuntime: 3600,
  reason: null,
  exitMessage: null,
};

describe('SageMaker executor: causes of failure', () => {
  it.each<[string, Partial<JobView>, string, string]>([
    [
      'its own last words',
      { reason: 'AlgorithmError: See job logs for more information', exitMessage: 'no space left on device' },
      'SAGEMAKER_CONTAINER_FAILED',
      'The job clew-a of Train failed: no space left on device — AlgorithmError: See job logs for more information.',
    ],
    [
      'killed by the system',
      { reason: 'AlgorithmError: , exit code: 137' },
      'OUT_OF_MEMORY',
      'Train was killed on its ml.m5.large (job clew-a), most likely for want of memory.',
    ],
    [
      'a refused image',
      { reason: 'ClientError: Cannot pull the image.' },
      'SAGEMAKER_JOB_REFUSED',
      'SageMaker could not run the job clew-a of Train: ClientError: Cannot pull the image.',
    ],
    [
      'a fault over there',
      { reason: 'InternalServerError: We encountered an internal error.' },
      'SAGEMAKER_SERVICE_FAILED',
      'SageMaker failed the job clew-a of Train: InternalServerError: We encountered an internal error.',
    ],
    ['nothing said', {}, 'SAGEMAKER_CONTAINER_FAILED', 'The job clew-a of Train failed: SageMaker gives no reason.'],
    ['stopped', { status: 'stopped' }, 'SAGEMAKER_STOPPED', 'The job clew-a of Train was stopped from outside.'],
    [
      'out of time',
      { status: 'stopped', maxRuntime: 60 },
      'SAGEMAKER_MAX_RUNTIME',
      'SageMaker ended the job clew-a of Train after 1 min.',
    ],
    [
      'a maximum runtime that was exceeded in training',
      { status: 'stopped', detail: 'MaxRuntimeExceeded' },
      'SAGEMAKER_MAX_RUNTIME',
      'SageMaker ended the job clew-a of Train after 1 h.',
    ],
    [
      'spot',
      { status: 'stopped', detail: 'Interrupted' },
      'SAGEMAKER_SPOT_INTERRUPTED',
      'AWS took the spot instance of Train away (job clew-a).',
    ],
  ])('reports %s', (_, change, code, message) => {
    const cause = causeOf({ ...view, ...change }, 'Train', 'ml.m5.large');
    expect({ code: cause.code, message: cause.message }).toEqual({ code, message });
    expect(cause.next).toBeTruthy();
  });

  it('recognizes a lack of instances, which another job may get', () => {
    expect(isWithoutInstance({ ...view, reason: 'CapacityError: Unable to provision' })).toBe(true);
    expect(isWithoutInstance({ ...view, reason: 'AlgorithmError: CapacityError' })).toBe(false);
  });
});

it('SageMaker executor: descriptions of processing and training jobs give the same view', () => {
  const [start, end] = [new Date(1000), new Date(61_500)];
  expect(
    processingView({
      ProcessingJobName: 'p',
      ProcessingJobArn: '',
      ProcessingResources: undefined,
      AppSpecification: undefined,
      CreationTime: new Date(0),
      ProcessingJobStatus: 'Completed',
      ProcessingStartTime: start,
      ProcessingEndTime: end,
    }),
  ).toMatchObject({ name: 'p', status: 'completed', startedAt: 1000, endedAt: 61_500, billable: 61 });
  expect(
    trainingView({
      TrainingJobName: 't',
      TrainingJobArn: '',
      ModelArtifacts: undefined,
      SecondaryStatus: 'Training',
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      CreationTime: new Date(0),
      TrainingJobStatus: 'InProgress',
      TrainingStartTime: start,
    }),
  ).toMatchObject({ status: 'running', detail: 'Training', billable: null, maxRuntime: 60 });
});

it('SageMaker executor: prices come from the settings first, and unknown ones are null', () => {
  expect(estimatedPrice('ml.m5.large', 3600, {})).toBe(0.115);
  expect(estimatedPrice('ml.m5.large', 1800, { prices: { 'ml.m5.large': 2 } })).toBe(1);
  expect(estimatedPrice('ml.new.huge', 3600, {})).toBeNull();
  expect(estimatedPrice('ml.m5.large', null, {})).toBeNull();
});

const answer = (name: string, httpStatusCode?: number, message = name): Error =>
  Object.assign(new Error(message), { name, ...(httpStatusCode !== undefined && { $metadata: { httpStatusCode } }) });

it.each([
  [answer('ThrottlingException', 400), 'throttled'],
  [answer('Error', 429), 'throttled'],
  [answer('InternalFailure', 500), 'lost'],
  [Object.assign(answer('Error'), { code: 'ECONNRESET' }), 'lost'],
  [answer('TimeoutError'), 'lost'],
  [answer('ResourceLimitExceeded', 400), 'full'],
  [answer('ResourceInUse', 400), 'taken'],
  [answer('ResourceNotFound', 400), 'missing'],
  [answer('ValidationException', 400, 'Requested resource not found.'), 'missing'],
  [answer('ValidationException', 400, '1 validation error detected'), 'refused'],
  [answer('AccessDeniedException', 400), 'refused'],
  [answer('CredentialsProviderError'), 'refused'],
])('SageMaker executor: classifies %s as %s', (error, refusal) => {
  expect(classifyError(error)).toBe(refusal);
});

it.each([
  [answer('AccessDeniedException', 400, 'no iam:PassRole'), 'SAGEMAKER_ACCESS_DENIED', 'iam:PassRole'],
  [answer('ExpiredTokenException', 400), 'SAGEMAKER_NO_CREDENTIALS', 'aws sso login'],
  [answer('CredentialsProviderError'), 'SAGEMAKER_NO_CREDENTIALS', 'AWS_PROFILE'],
  [new Error('Region is missing'), 'SAGEMAKER_REGION_MISSING', 'AWS_REGION'],
  [answer('ValidationException', 400, 'Value at roleArn'), 'SAGEMAKER_REFUSED', 'clew.config.ts'],
  [answer('InternalFailure', 500), 'SAGEMAKER_UNREACHABLE', 'network'],
])('SageMaker executor: explains %s with its own code and the next step', (error, code, next) => {
  expect(explain(error, 'CreateProcessingJob')).toMatchObject({ code, next: expect.stringContaining(next) });
});
