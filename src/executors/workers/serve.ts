import { parentPort } from 'node:worker_threads';
import workerpool from 'workerpool';
import type { JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import type { JobSite } from '../../runtime/run-job.ts';
import { runJob } from '../../runtime/run-job.ts';
import { describeThrown } from '../../runtime/thrown.ts';
import { secretsOf } from '../../runtime/secrets.ts';
import { endWithParent } from './orphan.ts';
import { compact, unrun } from '../parcel.ts';
import { type Said, tell } from './protocol.ts';

let current: { readonly job: TaskJob; readonly cancel: AbortController } | undefined;
/** The secrets of the job that is over, whose callbacks may still throw. */
let hidden: readonly string[] = [];
let retired = false;
/** A warm one starts at once, and need not say so: that is a message less for each job. */
let isWarm = false;

/** What is sent is dropped where no job runs. */
const say = (said: Said): void => workerpool.workerEmit(said);

const listener: JobListener = {
  started: () => {
    if (!isWarm) say({ type: 'started' });
    isWarm = true;
  },
  progress: (done, total) => say({ type: 'progress', done, total }),
  log: (level, text) => say({ type: 'log', level, text }),
};

/**
 * Makes this thread or process a worker: it runs one job after the other until it is told to end.
 * `open` gives what jobs need; where it fails, every job does.
 */
export function serve(open: () => Promise<JobSite>): void {
  process.on('uncaughtException', stray);
  if (parentPort) parentPort.on('message', hear);
  else {
    // Ctrl-C reaches every process of a terminal at once. What becomes of the tasks is for the run to say.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
    process.on('message', hear);
    endWithParent();
  }
  let opened: Promise<JobSite> | undefined;
  workerpool.worker({ run: (job: TaskJob) => run(job, (opened ??= open())) });
}

async function run(job: TaskJob, opened: Promise<JobSite>): Promise<TaskResult> {
  const cancel = new AbortController();
  try {
    const site = await opened;
    current = { job, cancel };
    hold(false);
    return compact(await runJob(job, site, cancel.signal, listener));
  } catch (error) {
    return unrun('failed', describeThrown(error, secretsOf(job)));
  } finally {
    current = undefined;
    hidden = secretsOf(job);
    hold(true);
  }
}

function hear(message: unknown): void {
  if (typeof message === 'string' && message.startsWith(tell.abort))
    current?.cancel.abort(new Error(message.slice(tell.abort.length)));
  else if (message === tell.ping) say({ type: 'alive' });
  else if (message === tell.retire) {
    retired = true;
    hold(false);
  }
}

/**
 * While a job runs, the line to the parent does not keep the event loop alive: so it is known when nothing is left that
 * could wake the task.
 */
function hold(on: boolean): void {
  const what = on && !retired ? 'ref' : 'unref';
  if (parentPort) parentPort[what]();
  else process.channel?.[what]();
}

/** A task is to blame, though it can't be told which way it went on: the worker is of no more use. */
function stray(thrown: unknown): void {
  if (current) return say({ type: 'stray', error: describeThrown(thrown, secretsOf(current.job)) });
  if (!retired) {
    const { message, stack } = describeThrown(thrown, hidden);
    console.error(`A task that was over left something behind that threw: ${stack ?? message}`);
  }
  process.exit(1);
}
