import type { Job, JobState, Transition } from './jobs/job.ts';

/** Times go over the wire as seconds. */
const seconds = (time: number | undefined): number | undefined => (time === undefined ? undefined : time / 1000);

const transitionOf = ({ status, message, start, end }: Transition): object => ({
  Status: status,
  StatusMessage: message,
  StartTime: seconds(start),
  EndTime: seconds(end),
});

const warmPoolOf = ({ warm }: Job): object | undefined =>
  warm && { Status: warm.status, ReusedByJob: warm.reusedBy, ResourceRetainedBillableTimeInSeconds: warm.retained };

/** All that is known of a job at one moment of its life. What is undefined is left out. */
export function description(job: Job, state: JobState): object {
  const { requested, name, arn, created } = job;
  const { Tags: _, ...asked } = requested.request;
  const common = {
    ...asked,
    CreationTime: seconds(created),
    LastModifiedTime: seconds(state.modified),
    FailureReason: state.failureReason,
  };
  if (requested.kind === 'processing') {
    return {
      ...common,
      ProcessingJobName: name,
      ProcessingJobArn: arn,
      ProcessingJobStatus: state.status,
      ExitMessage: state.exitMessage,
      ProcessingStartTime: seconds(state.started),
      ProcessingEndTime: seconds(state.ended),
    };
  }
  return {
    ...common,
    TrainingJobName: name,
    TrainingJobArn: arn,
    TrainingJobStatus: state.status,
    SecondaryStatus: state.phase,
    WarmPoolStatus: warmPoolOf(job),
    SecondaryStatusTransitions: state.transitions.map(transitionOf),
    ModelArtifacts: { S3ModelArtifacts: state.model },
    TrainingStartTime: seconds(state.started),
    TrainingEndTime: seconds(state.ended),
    TrainingTimeInSeconds: state.billable,
    BillableTimeInSeconds: state.billable,
  };
}

/** Gives what lists hold of a job. */
export function summary(job: Job, state: JobState): object {
  const { requested, name, arn, created } = job;
  const times = { CreationTime: seconds(created), LastModifiedTime: seconds(state.modified) };
  return requested.kind === 'processing'
    ? {
        ProcessingJobName: name,
        ProcessingJobArn: arn,
        ProcessingJobStatus: state.status,
        ProcessingEndTime: seconds(state.ended),
        FailureReason: state.failureReason,
        ExitMessage: state.exitMessage,
        ...times,
      }
    : {
        TrainingJobName: name,
        TrainingJobArn: arn,
        TrainingJobStatus: state.status,
        SecondaryStatus: state.phase,
        WarmPoolStatus: warmPoolOf(job),
        TrainingEndTime: seconds(state.ended),
        ...times,
      };
}
