import { messageOf } from '../../../errors.ts';
import { configurationOf } from '../container/configuration.ts';
import { Folder, NotText } from '../container/folder.ts';
import { pause } from '../../../values/pause.ts';
import type { Ground } from './ground.ts';
import type { Job } from './job.ts';
import { type Ending, runContainer } from './container-run.ts';
import { TransferFailed, bring, take, takeCheckpoints } from './transfer.ts';

const noCapacity =
  'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.';

/** A job from its creation to its end. Never rejects: what goes wrong is in its description. */
export async function live(job: Job, ground: Ground): Promise<void> {
  const gone = AbortSignal.any([job.stopping.signal, ground.closing]);
  try {
    if (!ground.pools.take(job)) await pause(ground.delays.starting, gone);
    if (job.fate === 'capacity' && !gone.aborted) return job.end('Failed', { failureReason: noCapacity });
    if (job.fate === 'outputs-missing' && !gone.aborted) return job.end('Completed');
    if (job.fate === 'outputs-late' && !gone.aborted) job.end('Completed');
    for (let isFirst = true; ; isFirst = false) {
      const leave = await ground.seats.take(gone);
      if (!leave) return job.end('Stopped');
      const isToGoOn = await once(job, ground, isFirst, gone).finally(leave);
      if (!isToGoOn) return;
      job.move('Interrupted');
      if (hasWaited(job)) return job.end('Stopped', {}, 'MaxWaitTimeExceeded');
      await pause(ground.delays.starting, gone);
      job.move('Restarting');
    }
  } catch (error) {
    const reason = messageOf(error);
    const whose = error instanceof TransferFailed || error instanceof NotText ? 'ClientError' : 'InternalServerError';
    job.end('Failed', { failureReason: `${whose}: ${reason}` });
  }
}

/** Whether a spot job may not be tried once more. */
function hasWaited({ requested, created }: Job): boolean {
  const seconds = requested.kind === 'training' ? requested.request.StoppingCondition?.MaxWaitTimeInSeconds : undefined;
  return seconds !== undefined && Date.now() - created > seconds * 1000;
}

/** Runs the container. Whether it was interrupted, and has to be run again. */
async function once(job: Job, ground: Ground, isFirst: boolean, gone: AbortSignal): Promise<boolean> {
  const folder = await Folder.make();
  try {
    job.move('Downloading');
    await folder.prepare(configurationOf(job));
    await bring(job, folder, ground.objects);
    if (gone.aborted) {
      job.end('Stopped');
      return false;
    }
    job.move('Training', { started: job.state.started ?? Date.now() });
    const ending = await runContainer(job, folder, ground, isFirst);
    if (ending.asked === 'closing') return false;
    await takeCheckpoints(job, folder, ground.objects);
    if (ending.asked === 'interruption') return true;
    await conclude(job, ending, folder, ground);
    ground.pools.keep(job);
    return false;
  } finally {
    await folder.remove();
  }
}

/** Takes what is to be taken, and says how the job has ended. */
async function conclude(job: Job, { code, asked }: Ending, folder: Folder, ground: Ground): Promise<void> {
  const isTraining = job.requested.kind === 'training';
  const exitMessage = isTraining ? undefined : await folder.said('message');
  // Amazon keeps nothing of a processing job that was stopped, and of a training job the model as far as it has come.
  const isKept = asked === undefined ? code === 0 : isTraining;
  job.move('Uploading', exitMessage === undefined ? {} : { exitMessage });
  const model = isKept ? await take(job, folder, ground.objects) : undefined;
  await pause(ground.delays.ending, ground.closing);
  const more = model === undefined ? {} : { model };
  if (asked === 'runtime') return job.end('Stopped', more, 'MaxRuntimeExceeded');
  if (asked === 'stop' || job.stopping.signal.aborted) return job.end('Stopped', more);
  if (code === 0) return job.end('Completed', more);
  const failureReason = isTraining
    ? `AlgorithmError: ${(await folder.said('failure')) ?? ''}, exit code: ${code}`
    : 'AlgorithmError: See job logs for more information';
  return job.end('Failed', { failureReason });
}
