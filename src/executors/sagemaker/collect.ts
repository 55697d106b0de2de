import type { TaskResult } from '../../runtime/job.ts';
import { describeThrown } from '../../runtime/thrown.ts';
import { pause } from '../../scheduler/retry.ts';
import { unrun } from '../parcel.ts';
import type { Boarded } from './batches.ts';
import { causeOf } from './causes.ts';
import { usualAnswerGrace } from './defaults.ts';
import { ResultMissing } from './errors.ts';
import type { Existing } from './flight.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './parts.ts';
import { handedOver } from './results.ts';
import type { JobView } from './states.ts';

/** One of the answers of a job that is over. */
interface Wanted extends Pick<Boarded, 'job' | 'signal' | 'index' | 'sentAs'> {
  readonly view: JobView;
}

/** What the container's own error says where it was only told to stop. */
const justStopped = 'JOB_STOPPED';
/** Milliseconds to the next look for an answer that ought to be there, doubled each time. */
const firstLook = 200;

/** The result of one job. Throws the true cause where there is none. */
export async function collect(wanted: Wanted, job: Existing, site: SageMakerSite): Promise<TaskResult> {
  const { signal, view, index, sentAs } = wanted;
  const mailbox = new Mailbox(site.driver, view.name);
  let found = await mailbox.result(index, sentAs);
  if (signal.aborted) return cancelled(wanted, found);
  if (view.status === 'completed') {
    const { answerGrace = usualAnswerGrace } = site;
    for (let waited = 0, delay = firstLook; !found && waited < answerGrace && !signal.aborted; delay *= 2) {
      await pause(delay, signal);
      waited += delay;
      found = await mailbox.result(index, sentAs);
    }
  }
  if (signal.aborted) return cancelled(wanted, found);
  if (found && found.status !== 'cancelled') return handedOver(found, sentAs, wanted.job.componentRun);
  if (view.status === 'completed') throw new ResultMissing(wanted.job.node, view.name, mailbox.uri);
  throw causeOf(view, wanted.job.node, job.instance);
}

/** Whatever it gave, nothing is taken from it; what it says for itself is told. */
function cancelled({ signal, view, job: { node } }: Wanted, found: TaskResult | undefined): TaskResult {
  const said = found?.status === 'cancelled' && found.error?.code !== justStopped ? found.error : null;
  const error = said ?? describeThrown(signal.reason ?? new Error(`${node} was cancelled`));
  return unrun('cancelled', error, { startedAt: found?.startedAt ?? view.startedAt ?? view.createdAt });
}
