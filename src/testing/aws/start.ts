/// <reference lib="esnext.disposable" preserve="true" />
import type { S3Options } from '../s3/s3-options.ts';
import { type S3Server, startS3 } from '../s3/server.ts';
import type { SageMakerOptions } from '../sagemaker/sagemaker-options.ts';
import { type SageMakerServer, startSageMaker } from '../sagemaker/server.ts';
import { type AwsUser, usersOf } from './users.ts';

/**
 * The options of {@link startAws}: those for all of the servers, and those for one.
 *
 * @example
 * ```ts
 * const options: AwsOptions = { s3: { buckets: ['models'] }, sagemaker: { pace: 100 } };
 * ```
 */
export interface AwsOptions {
  /** Default: one, with the access key `clew` and a secret that is new each time. */
  readonly users?: readonly AwsUser[];
  /** Default: `us-east-1`. */
  readonly region?: string;
  /** Decides which requests a fault's `chance` meets. Default: `clew`. */
  readonly seed?: string;
  readonly s3?: Omit<S3Options, 'users' | 'region' | 'seed'>;
  readonly sagemaker?: Omit<SageMakerOptions, 's3' | 'users' | 'region' | 'seed'>;
}

/**
 * S3, SageMaker and CloudWatch Logs, which know each other. {@link startAws} starts them.
 *
 * @example
 * ```ts
 * await using aws: AwsServers = await startAws();
 * ```
 */
export interface AwsServers extends AsyncDisposable {
  readonly s3: S3Server;
  /** Answers for CloudWatch Logs as well. */
  readonly sagemaker: SageMakerServer;
  /** Variables with which the SDK of a child process finds these servers, as their first user. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts an S3 server and a SageMaker server that takes its jobs' data from there, in this process.
 *
 * @example
 * ```ts
 * await using aws = await startAws({ s3: { buckets: ['models'] } });
 * const layers = { s3: aws.s3.settings('models') }; // for clew.config.ts
 * const { endpoint } = aws.sagemaker; // for its section `sagemaker`
 * ```
 */
export async function startAws({ s3: ofS3, sagemaker: ofSageMaker, ...rest }: AwsOptions = {}): Promise<AwsServers> {
  const shared = { ...rest, users: usersOf(rest.users) };
  const s3 = await startS3({ ...ofS3, ...shared });
  let sagemaker: SageMakerServer;
  try {
    sagemaker = await startSageMaker({ ...ofSageMaker, ...shared, s3 });
  } catch (error) {
    await s3.close();
    throw error;
  }
  // Jobs first: they use the buckets.
  const close = async (): Promise<void> => {
    await sagemaker.close();
    await s3.close();
  };
  return { s3, sagemaker, env: { ...sagemaker.env, ...s3.env }, close, [Symbol.asyncDispose]: close };
}
