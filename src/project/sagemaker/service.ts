import type { ResolvedSettings } from '../../config/load.ts';
import { Service } from '../../executors/sagemaker/service.ts';
import type { KnownJob } from '../../lineage/jobs/jobs.ts';
import type { Record } from '../../lineage/record.ts';
import { SageMakerUnset } from './errors.ts';

/** The way to the SageMaker of a profile's settings: for whoever asks about jobs, and starts none. */
export function serviceFor({ sagemaker, profile }: ResolvedSettings, record: Record, job?: KnownJob): Service {
  const { role, image, ...rest } = sagemaker;
  if (role === undefined || image === undefined) {
    const missing = (['role', 'image'] as const).filter((name) => sagemaker[name] === undefined);
    throw new SageMakerUnset(missing, profile);
  }
  // Where it was created, whatever the settings say by now.
  return new Service({ role, image, ...rest, ...(job && { region: job.region }) }, record.jobs);
}
