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

export const usualUser: AwsUser = { accessKeyId: 'clew', secretAccessKey: 'thread-of-ariadne' };
export const usualRegion = 'us-east-1';

/** What clients of the SDK take. */
export type Credentials = Omit<AwsUser, 'expires'>;

export function credentialsOf(user: AwsUser): Credentials {
  const { expires: _, ...credentials } = user;
  return credentials;
}

/** What a child process needs in its environment to be that user. */
export function environmentOf({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials, region: string) {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // Those of the machine would come before, or not fit.
    AWS_SESSION_TOKEN: sessionToken,
    AWS_PROFILE: '',
    AWS_REGION: region,
  };
}
