import type { AwsUser } from '../aws/users.ts';
import type { S3Operation } from './operations/operation-names.ts';

export type { S3Operation } from './operations/operation-names.ts';

/**
 * Someone who may ask. Each owns the buckets that he creates; those of others are refused to him.
 *
 * @example
 * ```ts
 * await startS3({ users: [{ accessKeyId: 'ana', secretAccessKey: 'secret' }] });
 * ```
 */
export type S3User = AwsUser;

/**
 * The kind of thing that goes wrong with a request.
 *
 * | kind | what the client sees | what happened |
 * |---|---|---|
 * | `throttle` | 503 SlowDown | nothing |
 * | `error-before` | 500 InternalError | nothing |
 * | `error-after` | 500 InternalError | what was asked for |
 * | `error-in-200` | 200, and an error as its body, as Amazon may answer CompleteMultipartUpload and copies; else like `error-before` | nothing |
 * | `cut-before` | the connection is closed when the head of the request is there | nothing |
 * | `cut-while` | it is closed in the middle of the request's body | nothing |
 * | `cut-after` | it is closed instead of an answer | what was asked for |
 * | `truncate` | half of the answer's body | what was asked for |
 *
 * @example
 * ```ts
 * const kind: S3FaultKind = 'cut-after';
 * ```
 */
export type S3FaultKind =
  | 'throttle'
  | 'error-before'
  | 'error-after'
  | 'error-in-200'
  | 'cut-before'
  | 'cut-while'
  | 'cut-after'
  | 'truncate';

/**
 * One thing that goes wrong, and with which requests. All conditions must hold; without any, it is every request.
 *
 * @example
 * ```ts
 * s3.faults = [
 *   { kind: 'cut-after', operation: 'UploadPart', at: 2 }, // the third part's answer is lost
 *   { kind: 'throttle', chance: 0.05 }, // the same requests each time with the same seed
 *   { slow: 200, operation: 'GetObject' },
 * ];
 * ```
 */
export interface S3Fault {
  readonly kind?: S3FaultKind;
  /** Milliseconds that the request waits before anything else happens. */
  readonly slow?: number;
  readonly operation?: S3Operation | readonly S3Operation[];
  /** Which of the requests that match so far, from 0, counted since the fault was set. */
  readonly at?: number | readonly number[];
  /** How probable it is, from 0 to 1; decided by the seed and the number of the request. */
  readonly chance?: number;
  /** The pattern that the key of a request has to match. */
  readonly key?: RegExp;
}

/**
 * A request that the server has seen, in the order in which their heads arrived.
 *
 * @example
 * ```ts
 * expect(s3.requests.filter(({ operation }) => operation === 'PutObject')).toHaveLength(1);
 * ```
 */
export interface S3Request {
  readonly method: string;
  /** Undefined where it asks for something that this server doesn't know. */
  readonly operation: S3Operation | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** The status that was answered; undefined as long as nothing was, and for good where the connection was cut. */
  readonly status: number | undefined;
  /** Amazon's name for what was refused. */
  readonly error: string | undefined;
  readonly fault: S3FaultKind | undefined;
}

/**
 * The options of {@link startS3}.
 *
 * @example
 * ```ts
 * const options: S3Options = { buckets: ['models'], data: '.clew/sandbox' };
 * ```
 */
export interface S3Options {
  /** Made when the server starts; they belong to the first user. */
  readonly buckets?: readonly string[];
  /** On the loopback interface. Default: one that is free. */
  readonly port?: number;
  /** A folder that keeps the objects, also for the next time; made if it isn't there. Default: memory. */
  readonly data?: string;
  /** Default: one, with the access key `clew` and a secret that is new each time. */
  readonly users?: readonly S3User[];
  /** Default: `us-east-1`. Requests that are signed for another one are refused. */
  readonly region?: string;
  readonly faults?: readonly S3Fault[];
  /** Decides which requests a `chance` meets. Default: `clew`. */
  readonly seed?: string;
  /** More requests than these are answered with 503 SlowDown: a bucket of `burst` tokens, filled at a constant rate. */
  readonly rate?: { readonly perSecond: number; readonly burst?: number };
  /** So many connections may be open at once; more are closed as they come. */
  readonly connections?: number;
  /** Is told of each request when its answer is known. */
  readonly onRequest?: (request: S3Request) => void;
}
