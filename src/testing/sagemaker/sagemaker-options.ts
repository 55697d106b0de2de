import type { AwsUser, Credentials } from '../aws/users.ts';
import type { SageMakerOperation } from './operation-names.ts';

export type { SageMakerOperation } from './operation-names.ts';

/**
 * The kind of thing that goes wrong with a request, or with the job that it creates.
 *
 * | kind | with | what happens |
 * |---|---|---|
 * | `throttle` | all | ThrottlingException; nothing was done |
 * | `error-before`, `error-after` | all | a 500; nothing was done, or what was asked for |
 * | `cut-before`, `cut-after` | all | the connection is closed instead of an answer |
 * | `limit` | Create… | ResourceLimitExceeded |
 * | `capacity` | Create… | the job fails, because there is no such instance left |
 * | `exit` | Create… | the container ends with code 3, having done nothing |
 * | `kill`, `kill-after` | Create… | it is killed as soon as it runs, or when it has done all its work |
 * | `spot`, `spot-after` | CreateTrainingJob | a spot job is interrupted at these moments, and run again |
 * | `outputs-missing` | Create… | the job is Completed, and its container never ran |
 * | `outputs-late` | Create… | it is Completed before its container has done anything |
 * | `stale` | Describe… and List… of jobs | the state before the latest change |
 * | `unseen` | the same | as if none of the jobs were there yet |
 * | `empty-page` | List…Jobs, FilterLogEvents | an empty page with a token |
 * | `stop-ignored` | Stop… | a good answer, and nothing is stopped |
 *
 * @example
 * ```ts
 * const kind: SageMakerFaultKind = 'cut-after';
 * ```
 */
export type SageMakerFaultKind =
  | 'throttle'
  | 'error-before'
  | 'error-after'
  | 'cut-before'
  | 'cut-after'
  | 'limit'
  | 'capacity'
  | 'exit'
  | 'kill'
  | 'kill-after'
  | 'spot'
  | 'spot-after'
  | 'outputs-missing'
  | 'outputs-late'
  | 'stale'
  | 'unseen'
  | 'empty-page'
  | 'stop-ignored';

/**
 * One thing that goes wrong, and with which requests. All conditions must hold; without any, it is every request that
 * its kind can happen to.
 *
 * @example
 * ```ts
 * sagemaker.faults = [
 *   { kind: 'cut-after', operation: 'CreateProcessingJob', at: 0 }, // the first job is there; nobody hears of it
 *   { kind: 'capacity', job: /^train-/, chance: 0.1 }, // the same jobs each time with the same seed
 *   { slow: 200, operation: 'ListProcessingJobs' },
 * ];
 * ```
 */
export interface SageMakerFault {
  readonly kind?: SageMakerFaultKind;
  /** Milliseconds that the request waits before anything else happens. */
  readonly slow?: number;
  readonly operation?: SageMakerOperation | readonly SageMakerOperation[];
  /** Which of the requests that match so far, from 0, counted since the fault was set. */
  readonly at?: number | readonly number[];
  /** How probable it is, from 0 to 1; decided by the seed and the number of the request. */
  readonly chance?: number;
  /** The pattern that the job's name has to match. */
  readonly job?: RegExp;
}

/**
 * A request that the server has seen, in the order in which they came.
 *
 * @example
 * ```ts
 * const throttled = sagemaker.requests.filter(({ error }) => error === 'ThrottlingException');
 * ```
 */
export interface SageMakerRequest {
  /** Undefined where it asks for something that this server doesn't know. */
  readonly operation: SageMakerOperation | undefined;
  /** The job that it names. */
  readonly job: string | undefined;
  /** The status that was answered; undefined as long as nothing was, and for good where the connection was cut. */
  readonly status: number | undefined;
  /** Amazon's name for what was refused. */
  readonly error: string | undefined;
  readonly fault: SageMakerFaultKind | undefined;
}

/**
 * A container as a function sees it that stands for an image.
 *
 * @example
 * ```ts
 * const images = { 'my/image:1': async ({ env, log }: SageMakerContainer) => (log(env['CLEW_JOB']!), 0) };
 * ```
 */
export interface SageMakerContainer {
  /** The folder that stands for `/opt/ml`. */
  readonly optMl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  /** Aborted where a real container gets SIGTERM. */
  readonly signal: AbortSignal;
  log(line: string): void;
}

/**
 * The work of an image: a command of this machine, or a function that gives the exit code.
 *
 * @example
 * ```ts
 * const image: SageMakerImage = ['python3', 'train.py'];
 * ```
 */
export type SageMakerImage =
  | readonly [command: string, ...args: string[]]
  | ((container: SageMakerContainer) => number | Promise<number>);

/**
 * The state of a job, for tests to look at.
 *
 * @example
 * ```ts
 * expect(sagemaker.jobs.map(({ starts }) => starts)).toEqual([1, 1]); // each container ran once
 * ```
 */
export interface SageMakerJob {
  readonly kind: 'processing' | 'training';
  readonly name: string;
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  /** How often its container was started. */
  readonly starts: number;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How long Amazon takes for what it does around a container, in milliseconds.
 *
 * @example
 * ```ts
 * const delays: SageMakerDelays = { starting: 120_000 };
 * ```
 */
export interface SageMakerDelays {
  /** Until there is an instance with the image on it. Default: 90 000. */
  readonly starting?: number;
  /** To give everything back after the container has ended. Default: 10 000. */
  readonly ending?: number;
}

/**
 * The options of {@link startSageMaker}.
 *
 * @example
 * ```ts
 * const options: SageMakerOptions = { s3, quotas: { 'ml.m5.large': 4 }, pace: 100 };
 * ```
 */
export interface SageMakerOptions {
  /** Where the buckets are: what `startS3` gives, or another server. Without it, jobs can have no inputs and outputs. */
  readonly s3?: { readonly endpoint: string; readonly region: string; readonly credentials: Credentials };
  /** On the loopback interface. Default: one that is free. */
  readonly port?: number;
  /** The work of images, by their addresses. Default of each: to run the jobs of this package. */
  readonly images?: Readonly<Record<string, SageMakerImage>>;
  /** The variables that containers find in their environment, beside those that Amazon gives them. */
  readonly env?: Readonly<Record<string, string>>;
  /** The roles that there are. Default: any. */
  readonly roles?: readonly string[];
  /** How many instances of a type may be in use at once. Default: any number. */
  readonly quotas?: Readonly<Record<string, number>>;
  readonly delays?: SageMakerDelays;
  /** So many times faster than at Amazon delays pass; `Infinity` is none. Containers run as fast as they run. Default: 1000. */
  readonly pace?: number;
  /** How many seconds a container that was sent SIGTERM has, until it is killed. Default: 120. */
  readonly grace?: number;
  /** How many containers run at once on this machine; others go on starting. Default: 16. */
  readonly containers?: number;
  /** How Amazon calls a job that isn't there: by its reference, or as real answers have it. Default: `ResourceNotFound`. */
  readonly absent?: 'ResourceNotFound' | 'ValidationException';
  /** Default: one, with the access key `clew` and a secret that is new each time. */
  readonly users?: readonly AwsUser[];
  /** Default: `us-east-1`. Requests that are signed for another one are refused. */
  readonly region?: string;
  readonly faults?: readonly SageMakerFault[];
  /** Decides which requests a `chance` meets. Default: `clew`. */
  readonly seed?: string;
  /** More requests than these get a ThrottlingException: for each operation a bucket of `burst` tokens, filled at a constant rate. */
  readonly rates?: Partial<
    Readonly<Record<SageMakerOperation, { readonly perSecond: number; readonly burst?: number }>>
  >;
  /** So many connections may be open at once; more are closed as they come. */
  readonly connections?: number;
  /** Is told of each request when its answer is known. */
  readonly onRequest?: (request: SageMakerRequest) => void;
}
