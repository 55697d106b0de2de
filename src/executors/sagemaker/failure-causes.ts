import type { ClewError } from '../../errors.ts';
import {
  containerFailed,
  jobOverran,
  jobRefused,
  outOfMemory,
  serviceFailed,
  spotInterrupted,
  stoppedElsewhere,
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
  if (detail === 'MaxRuntimeExceeded' || detail === 'MaxWaitTimeExceeded') return jobOverran(node, name, maxRuntime);
  if (detail === 'Interrupted') return spotInterrupted(node, name);
  const kind = /^(\w+):/.exec(view.reason ?? '')?.[1];
  if (status === 'stopped') {
    const hadItsTime =
      startedAt !== null && endedAt !== null && maxRuntime !== null && endedAt - startedAt >= maxRuntime * 1000;
    return hadItsTime ? jobOverran(node, name, maxRuntime) : stoppedElsewhere(node, name);
  }
  if (kind === 'ClientError') return jobRefused(node, name, reason);
  if (kind === 'InternalServerError') return serviceFailed(node, name, reason);
  const code = /exit code:? ?(\d+)/i.exec(view.reason ?? '')?.[1];
  if (Number(code) === killed || /\bOutOfMemory/.test(view.reason ?? '')) return outOfMemory(node, name, instance);
  return containerFailed(node, name, reason);
}

/** The container's last words tell more than what SageMaker makes of them. */
function sentence({ reason, exitMessage }: JobView): string {
  const said = [exitMessage, reason].filter((text) => text !== null && text.trim() !== '').join(' — ');
  return (said || 'SageMaker gives no reason').trim().replace(/\.$/, '');
}
