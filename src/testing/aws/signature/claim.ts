import { type Head, queryOf } from '../http/head.ts';
import { readStamp } from '../http/time.ts';
import { type Scope, algorithm } from './canonical.ts';
import { NotAuthorized, type WhyNot } from './not-authorized.ts';

/** The claim of a request about who made it. Nothing of this is checked yet. */
export interface Claim {
  readonly scope: Scope;
  readonly signed: readonly string[];
  readonly signature: string;
  readonly stamp: string;
  readonly time: number;
  readonly token: string | undefined;
  /** The value of `x-amz-content-sha256`, which tells of the body. */
  readonly payload: string;
  /** The number of seconds for which a presigned address is good. */
  readonly seconds?: number;
}

type Here = Pick<Scope, 'region' | 'service'>;

function readScope(text: string, code: WhyNot, here: Here): Scope {
  // Access keys may hold slashes.
  const match = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(text);
  if (!match)
    throw new NotAuthorized(
      code,
      {},
      `The credential "${text}" is malformed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  const [, accessKeyId, day, given, service, end] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if (service !== here.service || end !== 'aws4_request') {
    throw new NotAuthorized(code, {}, `The credential "${text}" is for another service than "${here.service}".`);
  }
  if (given !== here.region) {
    throw new NotAuthorized(
      code,
      { Region: here.region },
      `The authorization header is malformed; the region '${given}' is wrong; expecting '${here.region}'`,
    );
  }
  return { accessKeyId, day, ...here };
}

/** The first sentences are Amazon's; the rest says where it is set. */
const unsupported =
  `The authorization mechanism you have provided is not supported. Please use ${algorithm}. ` +
  "Set the client to signature version 4: Config(signature_version='s3v4') of boto3, " +
  '`aws configure set default.s3.signature_version s3v4`, `v2_auth = false` of rclone, `signature_v2 = False` of s3cmd.';

/** Parameters of an address that was presigned by version 2. */
const byVersion2 = ['AWSAccessKeyId', 'Signature'];

function fromHeader({ headers }: Head, authorization: string, here: Here): Claim {
  const [, method, rest = ''] = /^(\S+)\s*(.*)$/s.exec(authorization) ?? [];
  if (method !== algorithm) {
    throw new NotAuthorized('InvalidRequest', {}, unsupported);
  }
  const fields = new Map(
    rest.split(',').map((field) => {
      const [name = '', ...value] = field.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  const [credential, signed, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => fields.get(name));
  if (!credential || !signed || !signature) throw new NotAuthorized('AuthorizationHeaderMalformed');
  const scope = readScope(credential, 'AuthorizationHeaderMalformed', here);
  const stamp = headers['x-amz-date'] ?? stampOf(headers['date']);
  const time = stamp === undefined ? undefined : readStamp(stamp);
  if (stamp === undefined || time === undefined) {
    throw new NotAuthorized('AccessDenied', {}, 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const payload = headers['x-amz-content-sha256'];
  if (payload === undefined)
    throw new NotAuthorized('MissingSecurityHeader', { MissingHeaderName: 'x-amz-content-sha256' });
  const token = headers['x-amz-security-token'];
  return { scope, signed: signed.split(';'), signature, stamp, time, token, payload };
}

function stampOf(date = ''): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** A presigned address holds in its parameters what headers say otherwise. */
function fromQuery(asked: Head, here: Here): Claim {
  const wrong = (message: string): NotAuthorized => new NotAuthorized('AuthorizationQueryParametersError', {}, message);
  const [method, credential, stamp, expires, signed, signature] = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ].map((name) => queryOf(asked, name));
  if (method !== algorithm) throw wrong(`X-Amz-Algorithm only supports "${algorithm}"`);
  if (!credential || !stamp || !expires || !signed || !signature) {
    throw wrong(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const scope = readScope(credential, 'AuthorizationQueryParametersError', here);
  const time = readStamp(stamp);
  if (time === undefined) throw wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const seconds = Number(expires);
  if (!/^-?\d+$/.test(expires)) throw wrong('X-Amz-Expires should be a number');
  if (seconds < 0) throw wrong('X-Amz-Expires must be non-negative');
  if (seconds > 604_800)
    throw wrong(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  const token = queryOf(asked, 'X-Amz-Security-Token');
  const payload = queryOf(asked, 'X-Amz-Content-Sha256') ?? asked.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  return { scope, signed: signed.split(';'), signature, stamp, time, token, payload, seconds };
}

export function readClaim(asked: Head, here: Here): Claim {
  const authorization = asked.headers['authorization'];
  const isPresigned = asked.query.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (authorization !== undefined && isPresigned) {
    throw new NotAuthorized(
      'InvalidArgument',
      {},
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (authorization !== undefined) return fromHeader(asked, authorization, here);
  if (byVersion2.every((name) => queryOf(asked, name) !== undefined)) {
    throw new NotAuthorized('InvalidRequest', {}, unsupported);
  }
  // Nothing here is public.
  if (!isPresigned) throw new NotAuthorized('AccessDenied');
  return fromQuery(asked, here);
}
