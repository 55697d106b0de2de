import type { ResolvedSettings } from '../../config/load.ts';
import { Service } from '../../executors/sagemaker/service.ts';
import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { completeSageMaker } from './settings.ts';

/** The way to the SageMaker of a profile's settings: for whoever asks about jobs, and starts none. */
export function serviceFor(settings: ResolvedSettings, record: LineageRecord, job?: KnownJob): Service {
  // Where it was created, whatever the settings say by now.
  return new Service({ ...completeSageMaker(settings), ...(job && { region: job.region }) }, record.jobs);
}
