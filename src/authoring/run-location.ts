import { isImage, isInstance, isRole } from '../values/aws.ts';
import type { Duration } from '../values/duration.ts';
import { checkDuration, checkNames, checkType } from './check.ts';
import { badOption } from './errors.ts';

/** The network that a job is in. */
export interface JobVpc {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** The options of a task's job on SageMaker, whatever its kind. Those left out are as the settings say. */
interface AnyJob {
  /** Such as `'ml.m5.xlarge'`. */
  readonly instance?: `ml.${string}.${string}`;
  /** The disk of the instance. */
  readonly volumeGb?: number;
  /** The address of another runtime image. */
  readonly image?: string;
  /** The ARN of another role. */
  readonly role?: `arn:${string}`;
  readonly vpc?: JobVpc;
  /** Up to so many nodes of this task go into one job, one after the other: an instance takes minutes to start. Default: 1. */
  readonly batch?: number;
}

/** A Processing job, which is what tasks are by default. */
export interface ProcessingJob extends AnyJob {
  readonly job?: 'processing';
  readonly spot?: never;
  readonly keepWarm?: never;
}

/** A Training job: it may take spare capacity, and may leave its instance warm for the next one. */
export interface TrainingJob extends AnyJob {
  readonly job: 'training';
  /** Spare capacity, for less: the job may be interrupted, and is started again then. */
  readonly spot?: boolean;
  /** How long the instance waits for the next job of its kind: up to an hour, which is paid for. */
  readonly keepWarm?: Duration;
}

/**
 * Where a task runs with `--on sagemaker`: in a job that is made as this says, or `'here'`, with the scheduler.
 *
 * @example
 * ```ts
 * @Task({ on: { job: 'training', instance: 'ml.g5.xlarge', spot: true } })
 * export class Train { run() { … } }
 *
 * @Task({ on: 'here' })
 * export class Announce { run() { … } }
 * ```
 */
export type RunLocation = 'here' | ProcessingJob | TrainingJob;

/** The same as the note keeps it: frozen, durations in milliseconds. */
export type SettledRunLocation = 'here' | SettledJob;

export interface SettledJob {
  readonly job: 'processing' | 'training';
  readonly instance: string | undefined;
  readonly volumeGb: number | undefined;
  readonly spot: boolean;
  /** Milliseconds. */
  readonly keepWarm: number | undefined;
  readonly image: string | undefined;
  readonly role: string | undefined;
  readonly vpc: JobVpc | undefined;
  readonly batch: number;
}

const known = ['job', 'instance', 'volumeGb', 'spot', 'keepWarm', 'image', 'role', 'vpc', 'batch'];
/** As long as SageMaker lets instances wait. */
const warmest = 3_600_000;

export function settleRunLocation(on: RunLocation | undefined, where: string): SettledRunLocation | undefined {
  if (on === undefined || on === 'here') return on;
  if (typeof on !== 'object' || on === null || Array.isArray(on))
    throw badOption(where, `on is ${JSON.stringify(on)}`, "Give 'here', or a job as `{ instance: 'ml.m5.xlarge' }`.");
  const at = `on in ${where}`;
  checkNames(on, known, at);
  const { job = 'processing' } = on;
  if (job !== 'processing' && job !== 'training')
    throw badOption(at, `job is ${JSON.stringify(job)}`, "Give 'processing' or 'training'.");
  checkType(on, 'spot', 'boolean', at);
  checkText(on.instance, 'instance', isInstance, "the type of an instance, like 'ml.m5.xlarge'", at);
  checkText(on.image, 'image', isImage, 'the address of an image, without https://', at);
  checkText(on.role, 'role', isRole, "the ARN of a role, like 'arn:aws:iam::123456789012:role/clew-jobs'", at);
  const settled = {
    job,
    instance: on.instance,
    volumeGb: on.volumeGb === undefined ? undefined : checkAmount(on.volumeGb, 'volumeGb', at),
    spot: on.spot ?? false,
    keepWarm: checkDuration(on.keepWarm, 'keepWarm', at) || undefined,
    image: on.image,
    role: on.role,
    vpc: on.vpc === undefined ? undefined : settleVpc(on.vpc, at),
    batch: on.batch === undefined ? 1 : checkAmount(on.batch, 'batch', at),
  };
  checkTraining(settled, at);
  return Object.freeze(settled);
}

function checkTraining({ job, spot, keepWarm }: SettledJob, at: string): void {
  const only = spot ? 'spot' : keepWarm === undefined ? undefined : 'keepWarm';
  if (job === 'processing' && only)
    throw badOption(at, `only training jobs have ${only}`, "Write `job: 'training'` beside it.");
  if (spot && keepWarm !== undefined)
    throw badOption(at, 'spare capacity does not wait: spot and keepWarm are both there', 'Leave one of them out.');
  if (keepWarm !== undefined && keepWarm > warmest)
    throw badOption(at, 'keepWarm is longer than SageMaker allows', "Give '60 min' or less.");
}

function checkText(value: unknown, name: string, test: (value: unknown) => boolean, wants: string, at: string): void {
  if (value === undefined || test(value)) return;
  throw badOption(at, `${name} is ${JSON.stringify(value)}`, `Give ${wants}.`);
}

function checkAmount(value: unknown, name: string, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw badOption(at, `${name} is ${String(value)}`, 'Give a whole number, 1 or more.');
}

function settleVpc(vpc: JobVpc, at: string): JobVpc {
  const { subnets, securityGroups } = (vpc ?? {}) as Partial<JobVpc>;
  for (const [name, list] of [
    ['subnets', subnets],
    ['securityGroups', securityGroups],
  ] as const) {
    if (Array.isArray(list) && list.length > 0 && list.every((id) => typeof id === 'string' && id !== '')) continue;
    throw badOption(
      `vpc of ${at}`,
      `${name} is no list of ids`,
      "Write { subnets: ['subnet-…'], securityGroups: ['sg-…'] }.",
    );
  }
  return Object.freeze({ subnets: subnets!, securityGroups: securityGroups! });
}
