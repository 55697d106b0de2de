import { commandOf } from '../container/command.ts';
import { type Container, startContainer } from '../container/container.ts';
import type { Folder } from '../container/folder.ts';
import type { Ground } from './ground.ts';
import type { Job } from './job.ts';

/** How the container of a job came to its end. */
export interface Ending {
  readonly code: number;
  /** Why it was asked to end; undefined where it ended by itself. */
  readonly asked: 'stop' | 'runtime' | 'interruption' | 'closing' | undefined;
}

const killed = 137;
/** Ends as it is told, and does nothing. */
const idle =
  (code: number): (() => number) =>
  () =>
    code;

/** Runs a job's container to its end, which may be asked for: SIGTERM first, SIGKILL after the grace. */
export async function runContainer(job: Job, folder: Folder, ground: Ground, isFirst: boolean): Promise<Ending> {
  const { fate } = job;
  const command = commandOf(job, folder, ground.site);
  const log = ground.logs.open(`/aws/sagemaker/${groups[job.requested.kind]}`, `${job.name}/algo-1-${Date.now()}`);
  if (fate === 'exit')
    return { code: await startContainer({ ...command, image: idle(3) }, folder.path, log).ended, asked: undefined };
  if (command.left.length > 0)
    log(`Not set here, where it would reach beyond the container: ${command.left.join(', ')}`);
  job.starts += 1;
  const container = startContainer(command, folder.path, log);
  if (fate === 'kill') container.kill();
  const isSpot = job.requested.kind === 'training' && job.requested.request.EnableManagedSpotTraining === true;
  const asked = ask(container, job, ground, isSpot && isFirst && fate === 'spot');
  const code = await container.ended;
  const why = asked();
  if (why !== undefined) return { code, asked: why };
  if (isSpot && isFirst && fate === 'spot-after') return { code, asked: 'interruption' };
  return { code: fate === 'kill-after' ? killed : code, asked: undefined };
}

const groups = { processing: 'ProcessingJobs', training: 'TrainingJobs' } as const;

/** Ends the container when there is a reason to. Gives the way to stop looking, which tells the reason if there was one. */
function ask(container: Container, job: Job, ground: Ground, isInterrupted: boolean): () => Ending['asked'] {
  let why: Ending['asked'];
  let last: NodeJS.Timeout | undefined;
  const because = (reason: NonNullable<Ending['asked']>) => (): void => {
    if (reason === 'closing') container.kill();
    if (why !== undefined) return;
    why = reason;
    container.terminate();
    last = setTimeout(() => container.kill(), ground.grace);
  };
  const seconds = job.requested.request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400;
  const limit = setTimeout(because('runtime'), Math.min(seconds * 1000, 2 ** 31 - 1));
  const signals = [
    [job.stopping.signal, because('stop')],
    [ground.closing, because('closing')],
  ] as const;
  for (const [signal, act] of signals) {
    if (signal.aborted) act();
    else signal.addEventListener('abort', act);
  }
  if (isInterrupted) because('interruption')();
  return () => {
    clearTimeout(limit);
    clearTimeout(last);
    for (const [signal, act] of signals) signal.removeEventListener('abort', act);
    return why;
  };
}
