import type { Job } from './job.ts';

/** Instances that jobs have left behind for others of the same make, for a while. */
export class WarmPools {
  readonly #left = new Set<Job>();
  readonly #pace: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(pace: number) {
    this.#pace = pace;
  }

  /** Whether a job finds its instances warm. They are his from then on. */
  take(job: Job): boolean {
    const make = makeOf(job);
    const before = make === undefined ? undefined : [...this.#left].find((one) => makeOf(one) === make);
    if (!before) return false;
    this.#left.delete(before);
    before.warm = { ...before.warm!, status: 'Reused', reusedBy: job.name };
    return true;
  }

  /** A job has ended, and may want its instances kept. */
  keep(job: Job): void {
    const period = periodOf(job);
    if (period === 0 || job.state.status !== 'Completed') return;
    this.#left.add(job);
    job.warm = { status: 'Available' };
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (this.#left.delete(job)) job.warm = { status: 'Terminated', retained: period };
      },
      Math.min((period * 1000) / this.#pace, 2 ** 31 - 1),
    );
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

function periodOf({ requested }: Job): number {
  return requested.kind === 'training' ? (requested.request.ResourceConfig!.KeepAlivePeriodInSeconds ?? 0) : 0;
}

/** Gives what has to be the same for jobs to share instances; undefined where a job wants no warm ones. */
function makeOf(job: Job): string | undefined {
  if (job.requested.kind !== 'training' || periodOf(job) === 0) return undefined;
  const { request } = job.requested;
  const { InstanceType, InstanceCount, VolumeSizeInGB, VolumeKmsKeyId } = request.ResourceConfig!;
  const { RoleArn, VpcConfig, EnableNetworkIsolation, EnableInterContainerTrafficEncryption } = request;
  return JSON.stringify([
    RoleArn,
    InstanceType,
    InstanceCount,
    VolumeSizeInGB,
    VolumeKmsKeyId,
    VpcConfig,
    EnableNetworkIsolation === true,
    EnableInterContainerTrafficEncryption === true,
  ]);
}
