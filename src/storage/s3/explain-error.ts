import { ClewError, messageOf } from '../../errors.ts';
import { BytesMissing, storageFailed } from '../errors.ts';
import * as errors from './errors.ts';
import type { S3Settings } from './settings.ts';

/** An error that the SDK throws, as far as one can rely on it. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

export const statusOf = (error: unknown): number | undefined =>
  (error as SdkError | undefined)?.$metadata?.httpStatusCode;
export const nameOf = (error: unknown): string => (error as SdkError | undefined)?.name ?? '';

const network =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EPIPE|ETIMEDOUT|CERT_|DEPTH_ZERO|ERR_TLS|SELF_SIGNED|UNABLE_TO|HPE_)/;

export interface Asked {
  readonly action: 'read' | 'write' | 'remove' | 'list';
  /** For people. */
  readonly place: string;
  readonly settings: S3Settings;
  readonly region: string;
}

/** Says in our words what the SDK's error means to who wrote the settings. */
export function explain(error: unknown, { action, place, settings, region }: Asked): ClewError {
  if (error instanceof ClewError) return error;
  const bucket = settings.s3;
  const server = settings.endpoint ?? `S3 in ${region}`;
  const status = statusOf(error);
  const { code = '' } = error as SdkError;
  switch (nameOf(error)) {
    case 'NoSuchKey':
      return new BytesMissing(place);
    case 'NoSuchBucket':
      return errors.bucketMissing(bucket, settings.endpoint ? `at ${settings.endpoint}` : 'at Amazon S3', error);
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return errors.wrongRegion(bucket, region, rightRegion(error), error);
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
    case 'RequestExpired':
      return errors.credentialsExpired(bucket, error);
    case 'RequestTimeTooSkewed':
    case 'RequestInTheFuture':
      return errors.clockWrong(bucket, error);
    case 'InvalidAccessKeyId':
      return errors.credentialsRefused(bucket, "it doesn't know the access key", error);
    case 'SignatureDoesNotMatch':
      return errors.credentialsRefused(bucket, "the secret key isn't the one of the access key", error);
    case 'InvalidToken':
      return errors.credentialsRefused(bucket, 'the session token is not valid', error);
    case 'TokenProviderError':
    case 'CredentialsProviderError':
      return /expired|refresh/i.test(messageOf(error))
        ? errors.credentialsExpired(bucket, error)
        : errors.noCredentials(bucket, lowered(messageOf(error)), error);
    case 'KeyTooLongError':
      return errors.keyTooLong(place, Buffer.byteLength(place));
    case 'TimeoutError':
      return errors.unreachable(place, server, `it does not answer${code && ` (${code})`}`, error);
  }
  if (messageOf(error) === 'Region is missing') return errors.regionUnknown(bucket, error);
  if (status === undefined && network.test(code)) return errors.unreachable(place, server, code, error);
  if (status === 301) return errors.wrongRegion(bucket, region, rightRegion(error), error);
  if (status === 403) return errors.accessDenied(action, place, error);
  return storageFailed(action, place, new Error(said(error), { cause: error }));
}

const rightRegion = (error: unknown): string | undefined =>
  (error as SdkError).$response?.headers?.['x-amz-bucket-region'] ?? (error as SdkError).Region;

const lowered = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '');

/** Servers that say nothing but a name get "UnknownError" from the SDK. */
function said(error: unknown): string {
  const [name, text] = [nameOf(error), messageOf(error).replace(/\.$/, '')];
  const status = statusOf(error);
  const words = /^Unknown(Error)?$/.test(text) || text === name ? name : `${text} (${name})`;
  return status === undefined ? words : `the server answered ${status}, ${words}`;
}
