import type { Job, JobState, Transition } from './jobs/job.ts';

/** Times go over the wire as seconds. */
const seconds = (time: number | undefined): number | undefined => (time === undefined ? undefined : time / 1000);

const transitionOf = ({ status, message, start, end }: Transition): object => ({
  Status: status,
  StatusMessage: message,
  StartTime: seconds(start),
  EndTime: seconds(end),
});

/** All that is known of a job at one moment of its life. What is undefined is left out. */
export function description({ requested, name, arn, created }: Job, state: JobState): object {
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
    SecondaryStatusTransitions: state.transitions.map(transitionOf),
    ModelArtifacts: { S3ModelArtifacts: state.model },
    TrainingStartTime: seconds(state.started),
    TrainingEndTime: seconds(state.ended),
    TrainingTimeInSeconds: state.billable,
    BillableTimeInSeconds: state.billable,
  };
}

/** What lists hold of it. */
export function summary({ requested, name, arn, created }: Job, state: JobState): object {
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
        TrainingEndTime: seconds(state.ended),
        ...times,
      };
}
