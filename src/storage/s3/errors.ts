import { TaskError, userError, taskError } from '../../errors.ts';

/** The AWS SDK isn't installed: it is large, so only those get it who use it. */
export const sdkMissing = userError('S3_SDK_MISSING', (missing: readonly string[]) => ({
  message: `The settings name an S3 bucket, but ${missing.join(' and ')} can't be found.`,
  next: `Run: npm i ${missing.join(' ')}`,
}));

export const bucketMissing = userError('S3_BUCKET_MISSING', (bucket: string, where: string, cause: unknown) => ({
  message: `There is no bucket ${bucket} ${where}.`,
  cause,
  next: 'Create it, or correct the name in storage.layers of clew.config.ts.',
}));

/** The bucket belongs to someone else, or these credentials may not do this. */
export const accessDenied = userError('S3_ACCESS_DENIED', (action: string, place: string, cause: unknown) => ({
  message: `These credentials may not ${action} ${place}.`,
  cause,
  next:
    'Check that the bucket is yours, and that they may use s3:GetObject, s3:PutObject, s3:DeleteObject, ' +
    's3:AbortMultipartUpload and s3:ListBucket (without which S3 says so of objects that are not there, too).',
}));

export const wrongRegion = userError(
  'S3_WRONG_REGION',
  (bucket: string, tried: string, right: string | undefined, cause: unknown) => ({
    message: `The bucket ${bucket} is not in the region ${tried}${right ? ` but in ${right}` : ''}.`,
    cause,
    next: `Set region: '${right ?? '…'}' for this layer in clew.config.ts, or AWS_REGION.`,
  }),
);

export const regionUnknown = userError('S3_REGION_UNKNOWN', (bucket: string, cause: unknown) => ({
  message: `Nothing says in which region the bucket ${bucket} is.`,
  cause,
  next: "Set region: '…' for this layer in clew.config.ts, or AWS_REGION.",
}));

export const noCredentials = userError('S3_NO_CREDENTIALS', (bucket: string, why: string, cause: unknown) => ({
  message: `There are no credentials for the bucket ${bucket}: ${why}.`,
  cause,
  next: 'Run `aws configure` or `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
}));

export const credentialsExpired = userError('S3_CREDENTIALS_EXPIRED', (bucket: string, cause: unknown) => ({
  message: `The credentials for the bucket ${bucket} have expired.`,
  cause,
  next: 'Get new ones, for instance by `aws sso login`, and run the same command again.',
}));

/** The server doesn't know the key, or the secret isn't the one that belongs to it. */
export const credentialsRefused = userError(
  'S3_CREDENTIALS_REFUSED',
  (bucket: string, why: string, cause: unknown) => ({
    message: `The server of the bucket ${bucket} refuses the credentials: ${why}.`,
    cause,
    next: 'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the profile, and that they belong to this server.',
  }),
);

export const clockWrong = userError('S3_CLOCK_WRONG', (bucket: string, cause: unknown) => ({
  message: `The server of the bucket ${bucket} refuses requests: this machine's clock is wrong.`,
  cause,
  next: 'Set the clock, for instance by `timedatectl set-ntp true`, and run the same command again.',
}));

/** No answer, however often it was asked. */
export const unreachable = taskError(
  'S3_UNREACHABLE',
  (place: string, server: string, why: string, cause: unknown) => ({
    message: `Clew can't reach ${server} for ${place}: ${why}.`,
    cause,
    next: 'Check the network, and the endpoint in clew.config.ts if there is one. The same command goes on.',
  }),
);

/** Something between here and there changes bytes. */
export const uploadDamaged = taskError('S3_UPLOAD_DAMAGED', (place: string, sent: string, got: string) => ({
  message: `${place} did not come as it was sent: its checksum is ${got} there and ${sent} here.`,
  next: 'Run the same command again; if it goes wrong again, look for what stands between here and the server.',
}));

/** Signatures of addresses last a week at most. */
export const badExpiry = userError('S3_BAD_EXPIRY', (seconds: number) => ({
  message: `An address can't be valid for ${seconds} seconds: it is 1 second to 7 days.`,
  next: 'Give a whole number of seconds from 1 to 604800.',
}));

/** S3 takes 1 024 bytes. */
export const keyTooLong = userError('S3_KEY_TOO_LONG', (key: string, bytes: number) => ({
  message: `The key ${key.slice(0, 80)}… has ${bytes} bytes, and S3 takes no more than 1024.`,
  next: 'Use a shorter name in store(), or a shorter prefix for this layer.',
}));

/** Each key is written once; someone else has written this one. */
export class KeyTaken extends TaskError {
  constructor(place: string) {
    super('S3_KEY_TAKEN', `Something else is kept at ${place} already, and nothing is written over.`, {
      next: 'Run the same command again: each attempt has keys of its own.',
    });
  }
}
