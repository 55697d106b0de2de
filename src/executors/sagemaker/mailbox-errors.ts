import { taskError, userError } from '../../errors.ts';

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
