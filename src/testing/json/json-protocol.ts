import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TokenBucket } from '../aws/faults/token-bucket.ts';
import { headOf } from '../aws/http/head.ts';
import type { Exchange, Protocol } from '../aws/http/pipeline.ts';
import { Refusal } from '../aws/refusal.ts';
import { sha256 } from '../aws/signature/canonical.ts';
import { NotAuthorized, type WhyNot } from '../aws/signature/not-authorized.ts';
import type { Service } from './service.ts';
import { check } from './shape.ts';

const type = 'application/x-amz-json-1.1';

const unknown = ['UnrecognizedClientException', 'The security token included in the request is invalid.'] as const;
const incomplete = ['IncompleteSignatureException', undefined] as const;

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
  SignatureDoesNotMatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
};

/** The services that a server speaks for. */
interface Backend<Kind extends string> {
  readonly services: readonly Service<Kind>[];
  /** Token buckets by operation, where it has one. */
  readonly rates: ReadonlyMap<string, TokenBucket>;
  /** Gives the name of the thing that a request is about. */
  subjectOf(input: Readonly<Record<string, unknown>>): string | undefined;
}

/** Gives the protocol of AWS JSON 1.1, which all services but S3 speak here. */
export const jsonProtocol = <Kind extends string>(backend: Backend<Kind>): Protocol => ({
  async read(request, proceed) {
    proceed();
    const body = await read(request);
    return body && exchangeOf(backend, request, body);
  },
  headers: () => ({ 'content-type': type, 'x-amzn-requestid': randomUUID() }),
  // Modelled errors have their text under another name than those that all services share.
  refused: ({ code, message, status }) => jsonAnswer({ __type: code, message, Message: message }, status),
  denied(error) {
    const [name, message] = names[error.why];
    return new Refusal(name, message ?? error.message);
  },
  foreign: (message) => new Refusal('AccessDeniedException', message),
  throttled: () => new Refusal('ThrottlingException', 'Rate exceeded'),
  internal: (cause = 'We encountered an internal error. Please try again.') =>
    new Refusal('InternalFailure', cause, 500),
});

const jsonAnswer = (document: object, status = 200) => ({ status, headers: {}, body: JSON.stringify(document) });

function exchangeOf<Kind extends string>(
  { services, rates, subjectOf }: Backend<Kind>,
  request: IncomingMessage,
  body: Buffer,
): Exchange {
  const [, target, name] = /^(.*)\.([^.]*)$/.exec(String(request.headers['x-amz-target'])) ?? [];
  const service = services.find((one) => one.target === target);
  const operation = service && Object.hasOwn(service.operations, name!) ? name : undefined;
  const input = inputOf(body);
  const subject = subjectOf(input ?? {});
  // Other services than S3 take requests that don't name the digest: it is signed all the same.
  const digest = sha256(body);
  return {
    seen: { operation, job: subject } as Exchange['seen'],
    subject,
    rate: operation === undefined ? undefined : rates.get(operation),
    signed() {
      if (!service || operation === undefined)
        throw new Refusal('UnknownOperationException', 'There is no such operation.');
      const head = headOf(request);
      if (!head) throw new Refusal('UnknownOperationException', 'There is no such address.');
      const headers = { 'x-amz-content-sha256': digest, ...head.headers };
      return { head: { ...head, headers }, service: service.name };
    },
    perform({ payload }, fault) {
      if (payload !== digest) throw new NotAuthorized('SignatureDoesNotMatch');
      if (request.method !== 'POST' || request.headers['content-type'] !== type || !input)
        throw new Refusal('SerializationException', `The body is no document of ${type}.`);
      const { shape, perform } = service!.operations[operation!]!;
      check(shape, input, service!.invalid);
      return jsonAnswer(perform({ input: input as never, fault: fault as Kind | undefined }));
    },
  };
}

/** More than any request of these services may hold. */
const largest = 4 * 1024 * 1024;

/** Undefined where it breaks off or never ends. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.byteLength;
      if (size > largest) return void request.socket.destroy();
    }
    return Buffer.concat(pieces);
  } catch {
    return undefined;
  }
}

/** Undefined where it is no object. */
function inputOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as never) : undefined;
  } catch {
    return undefined;
  }
}
