import type {
  DescribeProcessingJobResponse,
  DescribeTrainingJobResponse,
  ProcessingJobSummary,
  TrainingJobSummary,
} from '@aws-sdk/client-sagemaker';
import type { JobKind } from './container.ts';

/** How it stands with a job, whatever kind it is of. */
export type JobStatus = 'running' | 'stopping' | 'completed' | 'failed' | 'stopped';

/** The answer of SageMaker when it is asked for one job alone. */
export interface JobView {
  readonly name: string;
  readonly kind: JobKind;
  readonly status: JobStatus;
  /** The stage of a training job, or how it ended; null for a processing job. */
  readonly detail: string | null;
  readonly createdAt: number;
  /** When its instance began to work. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Seconds that are paid for. */
  readonly billable: number | null;
  readonly maxRuntime: number | null;
  /** Why it failed, in SageMaker's words. */
  readonly reason: string | null;
  /** The last words that its container has left. */
  readonly exitMessage: string | null;
}

/** The account of a job in one line of a list. */
export interface JobGlance {
  readonly name: string;
  readonly status: JobStatus;
  readonly modifiedAt: number | null;
}

/** A word that SageMaker may learn later is taken for something that goes on. */
const statuses: Readonly<Record<string, JobStatus>> = {
  InProgress: 'running',
  Stopping: 'stopping',
  Deleting: 'stopping',
  Completed: 'completed',
  Failed: 'failed',
  Stopped: 'stopped',
};

const statusOf = (status: string | undefined): JobStatus => statuses[status ?? ''] ?? 'running';

export const isOver = (status: JobStatus): boolean => status !== 'running' && status !== 'stopping';

const time = (date: Date | undefined): number | null => date?.getTime() ?? null;

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, Math.ceil((to - from) / 1000));
}

export function processingView(job: DescribeProcessingJobResponse): JobView {
  const [startedAt, endedAt] = [time(job.ProcessingStartTime), time(job.ProcessingEndTime)];
  return {
    name: job.ProcessingJobName!,
    kind: 'processing',
    status: statusOf(job.ProcessingJobStatus),
    detail: null,
    createdAt: time(job.CreationTime) ?? 0,
    startedAt,
    endedAt,
    billable: secondsBetween(startedAt, endedAt),
    maxRuntime: job.StoppingCondition?.MaxRuntimeInSeconds ?? null,
    reason: job.FailureReason ?? null,
    exitMessage: job.ExitMessage ?? null,
  };
}

export function trainingView(job: DescribeTrainingJobResponse): JobView {
  const [startedAt, endedAt] = [time(job.TrainingStartTime), time(job.TrainingEndTime)];
  return {
    name: job.TrainingJobName!,
    kind: 'training',
    status: statusOf(job.TrainingJobStatus),
    detail: job.SecondaryStatus ?? null,
    createdAt: time(job.CreationTime) ?? 0,
    startedAt,
    endedAt,
    billable: job.BillableTimeInSeconds ?? secondsBetween(startedAt, endedAt),
    maxRuntime: job.StoppingCondition?.MaxRuntimeInSeconds ?? null,
    reason: job.FailureReason ?? null,
    // What the container leaves is part of the reason.
    exitMessage: null,
  };
}

export const processingGlance = (job: ProcessingJobSummary): JobGlance => ({
  name: job.ProcessingJobName!,
  status: statusOf(job.ProcessingJobStatus),
  modifiedAt: time(job.LastModifiedTime),
});

export const trainingGlance = (job: TrainingJobSummary): JobGlance => ({
  name: job.TrainingJobName!,
  status: statusOf(job.TrainingJobStatus),
  modifiedAt: time(job.LastModifiedTime),
});
