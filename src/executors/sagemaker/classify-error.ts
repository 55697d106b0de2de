/** An error that the SDK throws, as far as one can rely on it. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

/** The meaning of an answer that is an error, for whoever has asked. */
export type Refusal =
  /** Too many requests: ask again later. */
  | 'throttled'
  /** A fault on the way or over there: it may have been done, or not. */
  | 'lost'
  /** No instance, or no quota for one more, just now. */
  | 'full'
  /** There is something by that name already. */
  | 'taken'
  /** There is nothing by that name. */
  | 'missing'
  /** The same would be answered again. */
  | 'refused';

const throttling = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException|SlowDown|BandwidthLimit/;
const network = /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EPIPE|ETIMEDOUT|ERR_TLS|HPE_|UND_ERR|ERR_STREAM)/;

/** How it has to be taken. What is wrong before a request was made, such as credentials, is `refused`. */
export function classifyError(thrown: unknown): Refusal {
  const { name = '', code = '', message = '', $metadata, $retryable } = (thrown ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (name === 'ResourceLimitExceeded' || /^(?:CapacityError|InsufficientCapacity)/.test(name)) return 'full';
  if (status === 429 || $retryable?.throttling === true || throttling.test(name)) return 'throttled';
  if (name === 'ResourceInUse') return 'taken';
  if (name === 'ResourceNotFound' || name === 'ResourceNotFoundException') return 'missing';
  // Some actions have no name of their own for it.
  if (name === 'ValidationException' && /not found|could not find|does not exist/i.test(message)) return 'missing';
  if (status !== undefined) return status >= 500 || status === 408 ? 'lost' : 'refused';
  const isCut = network.test(code) || name === 'TimeoutError' || /socket hang up/.test(message);
  return isCut || isGarbled(thrown) ? 'lost' : 'refused';
}

/** An answer that was cut off in the middle. */
const isGarbled = (thrown: unknown): boolean => thrown instanceof SyntaxError;
