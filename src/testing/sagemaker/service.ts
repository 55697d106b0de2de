import type { CreateProcessingJobRequest, CreateTrainingJobRequest, Tag } from '@aws-sdk/client-sagemaker';
import { invalid } from '../aws/refusal.ts';
import type { Call, Operation, Service } from '../json/service.ts';
import { description } from './describe.ts';
import { fateOf } from './faults.ts';
import { type Kind, type Jobs, overLimit } from './jobs/job-store.ts';
import { Job, type Requested } from './jobs/job.ts';
import { type ListRequest, type Shown, page } from './list.ts';
import type { SageMakerFaultKind } from './sagemaker-options.ts';
import { checkRules } from './rules.ts';
import { createProcessingJob } from './shapes/processing.ts';
import { createTrainingJob } from './shapes/training.ts';
import { type Shape, moment, oneOf, struct, text, whole } from '../json/shape.ts';
import { jobName, tags } from './shapes/common.ts';

type Asked = Call<SageMakerFaultKind>;
type Named = Record<'ProcessingJobName' | 'TrainingJobName', string>;

/** SageMaker itself: `begin` is called for every job that was created. */
export function sageMakerService(jobs: Jobs, begin: (job: Job) => void): Service<SageMakerFaultKind> {
  const create = (requested: Requested, name: string, fault: SageMakerFaultKind | undefined): Job => {
    if (fault === 'limit') throw overLimit(requested.kind, new Job(requested, name, '', undefined).instance, 0, 0);
    checkRules(requested);
    const job = jobs.create(requested, name, fateOf(fault));
    begin(job);
    return job;
  };
  const describe = (kind: Kind, name: string, fault: SageMakerFaultKind | undefined): object => {
    const job = jobs.get(kind, name);
    if (fault === 'unseen') throw jobs.absent(kind, name);
    return description(job, stateOf(job, fault));
  };
  const listOf = (kind: Kind, { input, fault }: Asked): { summaries: readonly object[]; token: string | undefined } => {
    const shown = (fault === 'unseen' ? [] : jobs.of(kind)).map((job): Shown => ({ job, state: stateOf(job, fault) }));
    return page(shown, input as ListRequest, fault === 'empty-page');
  };
  const stop = (kind: Kind, name: string, fault: SageMakerFaultKind | undefined): object => {
    const job = jobs.get(kind, name);
    const { status } = job.state;
    if (status !== 'InProgress' && status !== 'Stopping') {
      throw invalid(`The request was rejected because the ${kind} job is in status ${status}.`);
    }
    if (fault === 'stop-ignored' || status === 'Stopping') return {};
    job.move('Stopping', { status: 'Stopping' });
    job.stopping.abort();
    return {};
  };
  const operations: Record<string, Operation<SageMakerFaultKind>> = {
    CreateProcessingJob: {
      shape: createProcessingJob,
      perform({ input, fault }) {
        const request = input as CreateProcessingJobRequest;
        return { ProcessingJobArn: create({ kind: 'processing', request }, request.ProcessingJobName!, fault).arn };
      },
    },
    DescribeProcessingJob: {
      shape: nameOfProcessingJob,
      perform: ({ input, fault }) => describe('processing', (input as Named).ProcessingJobName, fault),
    },
    ListProcessingJobs: {
      shape: listJobs,
      perform(asked) {
        const { summaries, token } = listOf('processing', asked);
        return { ProcessingJobSummaries: summaries, NextToken: token };
      },
    },
    StopProcessingJob: {
      shape: nameOfProcessingJob,
      perform: ({ input, fault }) => stop('processing', (input as Named).ProcessingJobName, fault),
    },
    CreateTrainingJob: {
      shape: createTrainingJob,
      perform({ input, fault }) {
        const request = input as CreateTrainingJobRequest;
        return { TrainingJobArn: create({ kind: 'training', request }, request.TrainingJobName!, fault).arn };
      },
    },
    DescribeTrainingJob: {
      shape: nameOfTrainingJob,
      perform: ({ input, fault }) => describe('training', (input as Named).TrainingJobName, fault),
    },
    ListTrainingJobs: {
      shape: listJobs,
      perform(asked) {
        const { summaries, token } = listOf('training', asked);
        return { TrainingJobSummaries: summaries, NextToken: token };
      },
    },
    StopTrainingJob: {
      shape: nameOfTrainingJob,
      perform: ({ input, fault }) => stop('training', (input as Named).TrainingJobName, fault),
    },
    AddTags: {
      shape: addTags,
      perform({ input }) {
        const { ResourceArn, Tags } = input as { ResourceArn: string; Tags: Tag[] };
        const { tags } = jobs.byArn(ResourceArn);
        for (const { Key, Value } of Tags) tags.set(Key!, Value!);
        return { Tags: tagsOf(tags) };
      },
    },
    ListTags: {
      shape: listTags,
      perform: ({ input }) => ({ Tags: tagsOf(jobs.byArn((input as { ResourceArn: string }).ResourceArn).tags) }),
    },
  };
  return { target: 'SageMaker', name: 'sagemaker', invalid: 'ValidationException', operations };
}

const stateOf = (job: Job, fault: SageMakerFaultKind | undefined): Job['state'] =>
  fault === 'stale' ? (job.before ?? job.state) : job.state;

const tagsOf = (tags: ReadonlyMap<string, string>): object[] => Array.from(tags, ([Key, Value]) => ({ Key, Value }));

export const statuses = ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const;

export const listJobs: Shape = struct(
  {},
  {
    CreationTimeAfter: moment,
    CreationTimeBefore: moment,
    LastModifiedTimeAfter: moment,
    LastModifiedTimeBefore: moment,
    NameContains: text({ max: 63, pattern: /[a-zA-Z0-9-]+/ }),
    StatusEquals: oneOf(...statuses),
    SortBy: oneOf('Name', 'CreationTime', 'Status'),
    SortOrder: oneOf('Ascending', 'Descending'),
    NextToken: text({ max: 8192 }),
    MaxResults: whole(1, 100),
  },
);

export const nameOfProcessingJob: Shape = struct({ ProcessingJobName: jobName });
export const nameOfTrainingJob: Shape = struct({ TrainingJobName: jobName });

const arn = text({ max: 256, pattern: /arn:.*/ });
export const addTags: Shape = struct({ ResourceArn: arn, Tags: tags });
export const listTags: Shape = struct({ ResourceArn: arn }, { NextToken: text({ max: 8192 }), MaxResults: whole(50) });
