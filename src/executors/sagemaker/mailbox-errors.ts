import { TaskError, UserError } from '../../errors.ts';

/** A document in a mailbox can't be understood. */
export class DocumentUnreadable extends TaskError {
  constructor(place: string, why: string, cause?: unknown) {
    super('MAILBOX_UNREADABLE', `${place} can't be read: ${why}.`, {
      cause,
      next: 'Something else wrote there. Run the same command again.',
    });
  }
}

/** An answer that is not to what was asked. */
export class ResultRefused extends TaskError {
  constructor(place: string, found: string, wanted: string) {
    super('MAILBOX_RESULT_REFUSED', `The result at ${place} is of ${found}, and not of ${wanted}.`, {
      next: 'Something else wrote there. Run the same command again.',
    });
  }
}

/** The image runs another version than the one that started the job: what they send each other may differ. */
export class ImageVersionDiffers extends UserError {
  constructor(image: string, driver: string) {
    super('IMAGE_VERSION', `The image has Clew ${image}, and the job was started by Clew ${driver}.`, {
      next: `Build the image anew with Clew ${driver}, or name another one in sagemaker.image of clew.config.ts.`,
    });
  }
}

/** Whoever may read the bucket would see them. */
export class SecretsStay extends UserError {
  constructor(node: string, secrets: readonly string[]) {
    super(
      'SAGEMAKER_SECRETS',
      `${node} has secret parameters (${secrets.join(', ')}), which are not sent to SageMaker.`,
      {
        next: "Let it stay with @Task({ on: 'here' }), or read them in the job, for instance from Secrets Manager.",
      },
    );
  }
}

/** The container was told to stop. The driver knows better why, and says so instead. */
export class JobStopped extends TaskError {
  constructor() {
    super('JOB_STOPPED', 'The job was stopped from outside.', {
      next: 'Run the same command again: what was finished is found again.',
    });
  }
}
