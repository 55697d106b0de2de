import type { JobKind } from '../../executors/sagemaker/container.ts';
import { defaults } from '../../executors/sagemaker/defaults.ts';
import { checkSdk } from '../../executors/sagemaker/sdk.ts';
import { Service } from '../../executors/sagemaker/service.ts';
import type { ReachedTask } from '../../plan/tasks.ts';
import { S3Driver } from '../../storage/s3/driver.ts';
import { nearest } from '../../values/nearest-names.ts';
import type { Project } from '../project.ts';
import { bucketElsewhere, unknownInstance } from './errors.ts';
import type { SageMakerPlace } from './settings.ts';

/**
 * Asks once, before anything is started, for what would stop every job: credentials, a region, a bucket that is there
 * and in that region, instances that exist.
 */
export async function preflight(
  tasks: readonly ReachedTask[],
  { settings, layer, bucket }: SageMakerPlace,
  project: Project,
): Promise<void> {
  checkSdk();
  const service = new Service(settings, project.record.jobs);
  try {
    for (const task of tasks) checkInstance(task, settings.instance, service);
    await service.check();
    const [here, there] = [await service.region(), await regionOf(project, layer)];
    if (there !== undefined && there !== here) throw bucketElsewhere(bucket.s3, layer, there, here);
  } finally {
    service.close();
  }
}

function checkInstance({ model: { note }, path }: ReachedTask, usually: string | undefined, service: Service): void {
  const on = typeof note.on === 'object' ? note.on : undefined;
  const kind: JobKind = on?.job ?? 'processing';
  const instance = on?.instance ?? usually ?? defaults.instance;
  const known = service.instances(kind);
  if (known.includes(instance)) return;
  const who = on?.instance === undefined ? 'sagemaker.instance in the settings' : path;
  throw unknownInstance(who, instance, kind, nearest(instance, known).slice(0, 3));
}

async function regionOf({ layers }: Project, layer: string): Promise<string | undefined> {
  const driver = layers.driver(layer);
  return driver instanceof S3Driver ? driver.region() : undefined;
}
