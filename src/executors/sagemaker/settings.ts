import type { Duration } from '../../values/duration.ts';

/** Where jobs reach a network of one's own. */
export interface VpcSettings {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** How many requests a second go to each kind of action, for all processes that share the record. */
export interface RateSettings {
  readonly create?: number;
  readonly describe?: number;
  readonly list?: number;
  readonly stop?: number;
  readonly logs?: number;
}

/**
 * The settings that `--on sagemaker` needs, in `clew.config.ts`. Credentials come by the SDK's own chain: environment,
 * profiles, SSO, roles.
 *
 * @example
 * ```ts
 * sagemaker: {
 *   role: 'arn:aws:iam::123456789012:role/clew-jobs',
 *   image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/clew:0.1.0',
 *   region: 'eu-central-1',
 * }
 * ```
 */
export interface SageMakerSettings {
  /** The role that jobs run with. */
  readonly role: string;
  /** The runtime image, as `templates/aws` builds it. */
  readonly image: string;
  /** Default: the SDK's own, from `AWS_REGION` or the profile; `us-east-1` where there is an endpoint. */
  readonly region?: string;
  /** The address of another server than Amazon's, for SageMaker and CloudWatch Logs alike. */
  readonly endpoint?: string;
  /** The storage layer whose bucket takes what jobs are sent and answer. Default: the default layer. */
  readonly storage?: string;
  /** The instance of jobs that don't name one themselves. Default: `ml.m5.large`. */
  readonly instance?: string;
  /** Disk of an instance. Default: 30. */
  readonly volumeGb?: number;
  readonly vpc?: VpcSettings;
  /** Encrypts the disks of instances: the id, the ARN or the alias of a KMS key. */
  readonly kmsKey?: string;
  /** For all jobs. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The names of variables that containers get as this process has them. */
  readonly env?: readonly string[];
  readonly rates?: RateSettings;
  /** How many requests are under way at a time, in each process. Default: 10. */
  readonly connections?: number;
  /** How often all jobs are looked at, with one request for all. Default: `'15 s'`. */
  readonly sweep?: Duration;
  /** The price of an instance for an hour, over the built-in estimates. */
  readonly prices?: Readonly<Record<string, number>>;
}
