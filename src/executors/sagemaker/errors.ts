import { userError, taskError } from '../../errors.ts';
import { formatExact } from '../../values/duration.ts';
import { shellCommand } from '../../values/shell-command.ts';

/** The AWS SDK's clients aren't installed: they are large, so only those get them who use them. */
export const sdkMissing = userError('SAGEMAKER_SDK_MISSING', (missing: readonly string[]) => ({
  message: `Jobs are to run on SageMaker, but ${missing.join(' and ')} can't be found.`,
  next: `Run: npm i ${missing.join(' ')}`,
}));

/** The container's own program said so, or was killed. */
export const containerFailed = taskError('SAGEMAKER_CONTAINER_FAILED', (node: string, job: string, why: string) => ({
  message: `The job ${job} of ${node} failed: ${why}.`,
  next: `See what it printed: ${shellCommand('clew logs', job)}`,
}));

/** The system has killed its container, which it does for want of memory. */
export const outOfMemory = taskError('OUT_OF_MEMORY', (node: string, job: string, instance: string) => ({
  message: `${node} was killed on its ${instance} (job ${job}), most likely for want of memory.`,
  next: "Give it a larger one with @Task({ on: { instance: 'ml.…' } }), or keep less at a time, such as by streaming.",
}));

/** AWS took the spare capacity back, and did not give any again. */
export const spotInterrupted = taskError('SAGEMAKER_SPOT_INTERRUPTED', (node: string, job: string) => ({
  message: `AWS took the spot instance of ${node} away (job ${job}).`,
  next: 'Let it have retries, or leave out spot for this task.',
}));

/** No instance came in all the time that there was. */
export const noInstance = taskError(
  'SAGEMAKER_NO_INSTANCE',
  (node: string, instance: string, waited: number, why: string) => ({
    message: `No ${instance} came for ${node} within ${formatExact(waited)}: ${why}.`,
    next: 'Ask AWS for a higher quota, run fewer at a time with --concurrency, or take another instance type.',
  }),
);

/** SageMaker's own limit of time, which is for what doesn't keep its timeout itself. */
export const jobOverran = taskError('SAGEMAKER_MAX_RUNTIME', (node: string, job: string, seconds: number | null) => {
  const limit = seconds === null ? 'its limit' : formatExact(seconds * 1000);
  return {
    message: `SageMaker ended the job ${job} of ${node} after ${limit}.`,
    next: "Give the task a timeout with @Task({ timeout: '…' }): without one, SageMaker allows a job one day.",
  };
});

/** Somebody has stopped it who was not this run. */
export const stoppedElsewhere = taskError('SAGEMAKER_STOPPED', (node: string, job: string) => ({
  message: `The job ${job} of ${node} was stopped from outside.`,
  next: 'Run the same command again: what was finished is found again.',
}));

/** Something is wrong with what the job was given: its image, its role, its bucket. */
export const jobRefused = userError('SAGEMAKER_JOB_REFUSED', (node: string, job: string, why: string) => ({
  message: `SageMaker could not run the job ${job} of ${node}: ${why}.`,
  next: 'Check the image, the role and the bucket in clew.config.ts, and that the role may use both of them.',
}));

/** A fault of SageMaker's. */
export const serviceFailed = taskError('SAGEMAKER_SERVICE_FAILED', (node: string, job: string, why: string) => ({
  message: `SageMaker failed the job ${job} of ${node}: ${why}.`,
  next: 'Run the same command again, or let the task have retries.',
}));

/** The job says that it is done, and its answer isn't there. */
export const resultMissing = taskError('SAGEMAKER_RESULT_MISSING', (node: string, job: string, place: string) => ({
  message: `The job ${job} of ${node} is completed, but left no result at ${place}.`,
  next:
    'Check that the image starts Clew, and that the role may write there. What it printed: ' +
    shellCommand('clew logs', job),
}));

/** It was asked to stop, and goes on. */
export const stillRunning = taskError('SAGEMAKER_STILL_RUNNING', (node: string, job: string, patience: number) => ({
  message: `The job ${job} of ${node} was told to stop and still runs ${formatExact(patience)} later.`,
  next: `It costs money. Look at it and end it: ${shellCommand('clew jobs clean')}`,
}));

/** It was there, and SageMaker doesn't know it any more. */
export const jobVanished = taskError('SAGEMAKER_JOB_VANISHED', (job: string) => ({
  message: `SageMaker doesn't know the job ${job} any more.`,
  next: 'Check that region and account are the ones it was created in, and run the same command again.',
}));

/** A document in a mailbox can't be understood. */
export const documentUnreadable = taskError('MAILBOX_UNREADABLE', (place: string, why: string, cause?: unknown) => ({
  message: `${place} can't be read: ${why}.`,
  cause,
  next: 'Something else wrote there. Run the same command again.',
}));

/** An answer that is not to what was asked. */
export const resultRefused = taskError('MAILBOX_RESULT_REFUSED', (place: string, found: string, wanted: string) => ({
  message: `The result at ${place} is of ${found}, and not of ${wanted}.`,
  next: 'Something else wrote there. Run the same command again.',
}));

/** The image runs another version than the one that started the job: what they send each other may differ. */
export const imageVersionDiffers = userError('IMAGE_VERSION', (image: string, driver: string) => ({
  message: `The image has Clew ${image}, and the job was started by Clew ${driver}.`,
  next: `Build the image anew with Clew ${driver}, or name another one in sagemaker.image of clew.config.ts.`,
}));

/** Whoever may read the bucket would see them. */
export const secretsStay = userError('SAGEMAKER_SECRETS', (node: string, secrets: readonly string[]) => ({
  message: `${node} has secret parameters (${secrets.join(', ')}), which are not sent to SageMaker.`,
  next: "Let it stay with @Task({ on: 'here' }), or read them in the job, for instance from Secrets Manager.",
}));

/** The container was told to stop. The driver knows better why, and says so instead. */
export const jobStopped = taskError('JOB_STOPPED', () => ({
  message: 'The job was stopped from outside.',
  next: 'Run the same command again: what was finished is found again.',
}));
