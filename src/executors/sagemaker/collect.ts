import type { TaskResult } from '../../runtime/job.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import { pause } from '../../values/pause.ts';
import { unrun } from '../job-message.ts';
import type { Boarded } from './batches.ts';
import { causeOf } from './failure-causes.ts';
import { defaultAnswerGrace } from './defaults.ts';
import { resultMissing } from './errors.ts';
import type { Existing } from './running-job.ts';
import { Mailbox } from './mailbox.ts';
import type { SageMakerSite } from './site.ts';
import type { JobView } from './job-states.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { artifactIdOf } from '../../values/id.ts';

/** One of the answers of a job that is over. */
interface Wanted extends Pick<Boarded, 'job' | 'signal' | 'index' | 'sentAs'> {
  readonly view: JobView;
}

/** The code of the container's own error where it was only told to stop. */
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
    const { answerGrace = defaultAnswerGrace } = site;
    for (let waited = 0, delay = firstLook; !found && waited < answerGrace && !signal.aborted; delay *= 2) {
      await pause(delay, signal);
      waited += delay;
      found = await mailbox.result(index, sentAs);
    }
  }
  if (signal.aborted) return cancelled(wanted, found);
  if (found && found.status !== 'cancelled') return handedOver(found, sentAs, wanted.job.componentRun);
  if (view.status === 'completed') throw resultMissing(wanted.job.node, view.name, mailbox.uri);
  throw causeOf(view, wanted.job.node, job.instance);
}

/** Whatever it gave, nothing is taken from it; what it says for itself is told. */
function cancelled({ signal, view, job: { node } }: Wanted, found: TaskResult | undefined): TaskResult {
  const said = found?.status === 'cancelled' && found.error?.code !== justStopped ? found.error : null;
  const error = said ?? describeThrown(signal.reason ?? new Error(`${node} was cancelled`));
  return unrun('cancelled', error, { startedAt: found?.startedAt ?? view.startedAt ?? view.createdAt });
}

/**
 * A result as another attempt's: of a job that was sent for one whose driver is gone. What it made keeps its bytes and
 * where they lie; ids tell whose artifact it is, so they are the new attempt's.
 */
export function handedOver(result: TaskResult, from: string, to: string): TaskResult {
  if (from === to) return result;
  const [before, after] = [artifactIdOf(from, 0), artifactIdOf(to, 0)];
  const renamed = (ref: ArtifactRef): ArtifactRef =>
    ref.id.startsWith(before) ? { ...ref, id: after + ref.id.slice(before.length) } : ref;
  return { ...result, output: result.output && renamed(result.output), stored: result.stored.map(renamed) };
}
