import type { ClewError } from '../../errors.ts';
import {
  ContainerFailed,
  JobOverran,
  JobRefused,
  OutOfMemory,
  ServiceFailed,
  SpotInterrupted,
  StoppedElsewhere,
} from './errors.ts';
import type { JobView } from './job-states.ts';

/**
 * There was no instance for it. SageMaker says what a failure is of by the word before the colon: that is all that it
 * gives of it.
 */
export const isWithoutInstance = ({ status, reason }: JobView): boolean =>
  status === 'failed' && /^(?:CapacityError|ResourceLimitExceeded|InsufficientCapacityError)\b/.test(reason ?? '');

/** 128 and the number of the signal that ended it. */
const killed = 137;

/** Why a job has given no result that says so itself. */
export function causeOf(view: JobView, node: string, instance: string): ClewError {
  const { name, status, detail, startedAt, endedAt, maxRuntime } = view;
  const reason = sentence(view);
  if (detail === 'MaxRuntimeExceeded' || detail === 'MaxWaitTimeExceeded')
    return new JobOverran(node, name, maxRuntime);
  if (detail === 'Interrupted') return new SpotInterrupted(node, name);
  const kind = /^(\w+):/.exec(view.reason ?? '')?.[1];
  if (status === 'stopped') {
    const hadItsTime =
      startedAt !== null && endedAt !== null && maxRuntime !== null && endedAt - startedAt >= maxRuntime * 1000;
    return hadItsTime ? new JobOverran(node, name, maxRuntime) : new StoppedElsewhere(node, name);
  }
  if (kind === 'ClientError') return new JobRefused(node, name, reason);
  if (kind === 'InternalServerError') return new ServiceFailed(node, name, reason);
  const code = /exit code:? ?(\d+)/i.exec(view.reason ?? '')?.[1];
  if (Number(code) === killed || /\bOutOfMemory/.test(view.reason ?? '')) return new OutOfMemory(node, name, instance);
  return new ContainerFailed(node, name, reason);
}

/** The container's last words tell more than what SageMaker makes of them. */
function sentence({ reason, exitMessage }: JobView): string {
  const said = [exitMessage, reason].filter((text) => text !== null && text.trim() !== '').join(' — ');
  return (said || 'SageMaker gives no reason').trim().replace(/\.$/, '');
}
