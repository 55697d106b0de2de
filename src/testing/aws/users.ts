import { randomBytes } from 'node:crypto';
import { devNull } from 'node:os';

/**
 * Someone who may ask a server of the emulator.
 *
 * @example
 * ```ts
 * const ana: AwsUser = { accessKeyId: 'ana', secretAccessKey: 'secret' };
 * ```
 */
export interface AwsUser {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Has to come with every request, as with credentials that a role gives. */
  readonly sessionToken?: string;
  /** From then on every request is refused as one with an expired token. */
  readonly expires?: Date;
}

/** Users of a server; the first one owns what it makes itself. */
export type AwsUsers = readonly [AwsUser, ...AwsUser[]];

/**
 * Users that a server was given, or one of its own. Its secret is new each time: whoever else can reach the port, a
 * page in a browser or another user of this machine, can't know it. Its name isn't, because buckets in a folder are his.
 */
export function usersOf(given: readonly AwsUser[] | undefined): AwsUsers {
  const [first, ...others] = given ?? [];
  return first ? [first, ...others] : [{ accessKeyId: 'clew', secretAccessKey: randomBytes(30).toString('base64url') }];
}

export const defaultRegion = 'us-east-1';

/** The credentials that clients of the SDK take. */
export type Credentials = Omit<AwsUser, 'expires'>;

export function credentialsOf(user: AwsUser): Credentials {
  const { expires: _, ...credentials } = user;
  return credentials;
}

/** Keeps a process from what somebody has on this machine for his own account. */
export const noAccount = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

/** Gives what a child process needs in its environment to be that user. */
export function environmentOf({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials, region: string) {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // The machine's own would come before, or not fit.
    AWS_SESSION_TOKEN: sessionToken,
    AWS_PROFILE: '',
    ...noAccount,
    AWS_REGION: region,
  };
}
