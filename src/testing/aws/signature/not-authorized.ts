/**
 * The things that can be wrong with a signature, by the names that S3 has; other services say the same by names of
 * their own.
 */
export type WhyNot =
  | 'AccessDenied'
  | 'AuthorizationHeaderMalformed'
  | 'AuthorizationQueryParametersError'
  | 'ExpiredToken'
  | 'InvalidAccessKeyId'
  | 'InvalidArgument'
  | 'InvalidRequest'
  | 'InvalidToken'
  | 'MissingSecurityHeader'
  | 'RequestTimeTooSkewed'
  | 'SignatureDoesNotMatch';

/** Why nobody is believed to have sent a request. Each service makes an answer of its own of it. */
export class NotAuthorized extends Error {
  readonly why: WhyNot;
  readonly details: Readonly<Record<string, string | number>>;
  /** Undefined where the name says all. */
  readonly text: string | undefined;

  constructor(why: WhyNot, details: Readonly<Record<string, string | number>> = {}, text?: string) {
    super(text ?? why);
    this.why = why;
    this.details = details;
    this.text = text;
  }
}
