import { timingSafeEqual } from 'node:crypto';
import type { Head } from '../http/head.ts';
import { isoDate } from '../http/time.ts';
import type { AwsUser } from '../users.ts';
import { type Scope, canonicalRequest, scopeText, sign, signingKey, stringToSign } from './canonical.ts';
import { type Claim, readClaim } from './claim.ts';
import { NotAuthorized } from './not-authorized.ts';

/** How far clocks may be apart. */
const skew = 15 * 60_000;

/** A request whose signature was right, and what signs the pieces of its body. */
export interface Authorized {
  readonly user: AwsUser;
  /** The value that was signed for the body: its digest, or how it is sent. */
  readonly payload: string;
  readonly key: Buffer;
  readonly scope: Scope;
  readonly stamp: string;
  readonly signature: string;
}

/** Tells who asks, if it is really him. */
export function authorize(
  asked: Head,
  users: readonly AwsUser[],
  here: Pick<Scope, 'region' | 'service'>,
  now = Date.now(),
): Authorized {
  const claim = readClaim(asked, here);
  const { scope, stamp, signature, payload } = claim;
  const user = users.find(({ accessKeyId }) => accessKeyId === scope.accessKeyId);
  if (!user) throw new NotAuthorized('InvalidAccessKeyId', { AWSAccessKeyId: scope.accessKeyId });
  if (user.sessionToken !== claim.token) {
    if (claim.token === undefined) throw new NotAuthorized('InvalidAccessKeyId', { AWSAccessKeyId: scope.accessKeyId });
    throw new NotAuthorized('InvalidToken', { 'Token-0': claim.token });
  }
  checkTime(claim, now);
  const key = keyOf(user, scope);
  checkSignature(asked, claim, key);
  if (user.expires && user.expires.getTime() <= now) {
    throw new NotAuthorized('ExpiredToken', { 'Token-0': claim.token ?? '' });
  }
  return { user, payload, key, scope, stamp, signature };
}

/** The same for a whole day: making one costs more than all the rest of a check. */
const keys = new WeakMap<AwsUser, { readonly scope: string; readonly key: Buffer }>();

function keyOf(user: AwsUser, scope: Scope): Buffer {
  const text = scopeText(scope);
  const known = keys.get(user);
  if (known?.scope === text) return known.key;
  const key = signingKey(user.secretAccessKey, scope);
  keys.set(user, { scope: text, key });
  return key;
}

function checkTime({ time, stamp, scope, seconds }: Claim, now: number): void {
  if (seconds === undefined) {
    if (Math.abs(now - time) > skew) {
      throw new NotAuthorized('RequestTimeTooSkewed', {
        RequestTime: stamp,
        ServerTime: isoDate(now),
        MaxAllowedSkewMilliseconds: skew,
      });
    }
  } else if (time > now + skew) {
    throw new NotAuthorized(
      'AccessDenied',
      { 'X-Amz-Date': stamp, ServerTime: isoDate(now) },
      'Request is not valid yet',
    );
  } else if (now > time + seconds * 1000) {
    const Expires = isoDate(time + seconds * 1000);
    throw new NotAuthorized(
      'AccessDenied',
      { 'X-Amz-Expires': seconds, Expires, ServerTime: isoDate(now) },
      'Request has expired',
    );
  }
  if (!stamp.startsWith(scope.day)) {
    const [code, where] =
      seconds === undefined
        ? (['AuthorizationHeaderMalformed', 'header'] as const)
        : (['AuthorizationQueryParametersError', 'parameter'] as const);
    throw new NotAuthorized(
      code,
      {},
      `Invalid credential date in the authorization ${where}. This date is not the same as X-Amz-Date: "${stamp}".`,
    );
  }
}

function checkSignature(asked: Head, { scope, signed, signature, stamp, payload, seconds }: Claim, key: Buffer): void {
  const unsigned = Object.keys(asked.headers).filter((name) => isToBeSigned(name) && !signed.includes(name));
  if (!signed.includes('host')) unsigned.push('host');
  if (unsigned.length > 0) {
    throw new NotAuthorized(
      'AccessDenied',
      { HeadersNotSigned: unsigned.join(', ') },
      'There were headers present in the request which were not signed',
    );
  }
  const canonical = canonicalRequest(asked, signed, payload, seconds === undefined ? undefined : 'X-Amz-Signature');
  const text = stringToSign(stamp, scope, canonical);
  if (!isSame(sign(key, text), signature)) {
    throw new NotAuthorized('SignatureDoesNotMatch', {
      AWSAccessKeyId: scope.accessKeyId,
      StringToSign: text,
      SignatureProvided: signature,
      CanonicalRequest: canonical,
    });
  }
}

const isToBeSigned = (name: string): boolean => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256';

export function isSame(right: string, given: string): boolean {
  const [a, b] = [Buffer.from(right), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
