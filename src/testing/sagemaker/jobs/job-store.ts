import { Refusal, invalid } from '../../aws/refusal.ts';
import type { Fate } from '../faults.ts';
import type { SageMakerOptions } from '../sagemaker-options.ts';
import { Job, type Requested } from './job.ts';

export type Kind = Requested['kind'];

/** The account that these jobs belong to. */
export const account = '123456789012';

/** All jobs that ever were: their names are used for good. */
export class Jobs {
  readonly #jobs: Record<Kind, Map<string, Job>> = { processing: new Map(), training: new Map() };
  readonly #region: string;
  readonly #options: Pick<SageMakerOptions, 'roles' | 'quotas' | 'absent'>;

  constructor(region: string, options: Pick<SageMakerOptions, 'roles' | 'quotas' | 'absent'>) {
    this.#region = region;
    this.#options = options;
  }

  get all(): readonly Job[] {
    return [...this.of('processing'), ...this.of('training')];
  }

  of(kind: Kind): readonly Job[] {
    return [...this.#jobs[kind].values()];
  }

  create(requested: Requested, name: string, fate: Fate | undefined): Job {
    const { kind, request } = requested;
    const arn = `arn:aws:sagemaker:${this.#region}:${account}:${kind}-job/${name}`;
    if (this.#jobs[kind].has(name)) {
      throw new Refusal(
        'ResourceInUse',
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      );
    }
    const { roles, quotas } = this.#options;
    if (roles && !roles.includes(request.RoleArn!)) {
      throw invalid(
        `Could not assume role ${request.RoleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
      );
    }
    const job = new Job(requested, name, arn, fate);
    const quota = quotas?.[job.instance.type];
    if (quota !== undefined) this.#checkQuota(kind, job, quota);
    this.#jobs[kind].set(name, job);
    return job;
  }

  #checkQuota(kind: Kind, { instance }: Job, quota: number): void {
    const used = this.of(kind)
      .filter((one) => !one.isOver && one.instance.type === instance.type)
      .reduce((sum, one) => sum + one.instance.count, 0);
    if (used + instance.count > quota) throw overLimit(kind, instance, quota, used);
  }

  get(kind: Kind, name: string): Job {
    const job = this.#jobs[kind].get(name);
    if (!job) throw this.absent(kind, name);
    return job;
  }

  absent(kind: Kind, name: string): Refusal {
    const { absent = 'ResourceNotFound' } = this.#options;
    const message =
      kind === 'processing' ? `Could not find requested job with name: ${name}` : 'Requested resource not found.';
    return new Refusal(absent, message);
  }

  byArn(arn: string): Job {
    const job = this.all.find((one) => one.arn === arn);
    if (!job) throw new Refusal('ResourceNotFound', `The resource ${arn} doesn't exist.`);
    return job;
  }
}

/** As an account says it whose quota is used up. */
export function overLimit(kind: Kind, { type, count }: Job['instance'], quota: number, used: number): Refusal {
  const limit = `The account-level service limit '${type} for ${kind} job usage' is ${quota} Instances`;
  return new Refusal(
    'ResourceLimitExceeded',
    `${limit}, with current utilization of ${used} Instances and a request delta of ${count} Instances. Please use AWS Service Quotas to request an increase for this quota.`,
  );
}
