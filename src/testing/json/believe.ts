import type { Head } from '../aws/http/head.ts';
import { authorize } from '../aws/signature/authorize.ts';
import { sha256 } from '../aws/signature/canonical.ts';
import { NotAuthorized, type WhyNot } from '../aws/signature/not-authorized.ts';
import type { AwsUser } from '../aws/users.ts';
import { Refusal } from './refusal.ts';

const unknown = ['UnrecognizedClientException', 'The security token included in the request is invalid.'] as const;
const incomplete = ['IncompleteSignatureException', undefined] as const;
const wrong = [
  'InvalidSignatureException',
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
] as const;

/** The names and messages that all other services have for what S3 calls so. */
const names: Readonly<Record<WhyNot, readonly [name: string, message: string | undefined]>> = {
  AccessDenied: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  AuthorizationHeaderMalformed: ['InvalidSignatureException', undefined],
  AuthorizationQueryParametersError: incomplete,
  ExpiredToken: ['ExpiredTokenException', 'The security token included in the request is expired'],
  InvalidAccessKeyId: unknown,
  InvalidArgument: incomplete,
  InvalidRequest: incomplete,
  InvalidToken: unknown,
  MissingSecurityHeader: incomplete,
  RequestTimeTooSkewed: [
    'InvalidSignatureException',
    'Signature expired: the time of the request is too far from that of the server.',
  ],
  SignatureDoesNotMatch: wrong,
};

/** Refuses a request that nobody known has signed for this service and region, or whose body isn't what was signed. */
export function believe(
  head: Head,
  body: Uint8Array,
  users: readonly AwsUser[],
  here: { readonly region: string; readonly service: string },
): void {
  const digest = sha256(body);
  // Other services than S3 take requests that don't name the digest: it is signed all the same.
  const headers = { 'x-amz-content-sha256': digest, ...head.headers };
  try {
    const { payload } = authorize({ ...head, headers }, users, here);
    if (payload !== digest) throw new NotAuthorized('SignatureDoesNotMatch');
  } catch (error) {
    if (!(error instanceof NotAuthorized)) throw error;
    const [name, message] = names[error.why];
    throw new Refusal(name, message ?? error.message);
  }
}
