import { parentPort, Worker } from 'node:worker_threads';
import type { JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { type JobSite, runJob } from '../../runtime/run-job.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import { exitFlushed, watchOutput } from '../process-output.ts';
import { compact, unrun } from '../job-message.ts';
import { SentDependencies } from '../sent-dependencies.ts';
import { Secrets } from '../../values/secrets.ts';
import type { Reply, Request, Said } from './protocol.ts';

let current: { readonly job: TaskJob; readonly cancel: AbortController } | undefined;
/** The secrets of the job that is over, whose callbacks may still throw. */
let hidden = Secrets.none;
let retired = false;
/** A warm one starts at once, and need not say so: that is a message less for each job. */
let isWarm = false;

const sent = new SentDependencies();

/** Nobody listens any more: this worker is about to end, too. */
const unheard = (): void => undefined;

function reply(message: Reply): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message, undefined, undefined, unheard);
}

/** Says something of the job that runs. Where none does, somebody is late, and nobody is told. */
function say(said: Said): void {
  if (current) reply(said);
}

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
 * `open` gives what jobs need, from the program that comes with the first one; where it fails, every job does.
 */
export function serve(open: (program: unknown) => Promise<JobSite>): void {
  process.on('uncaughtException', stray);
  // The reader is the run's process: a worker ends with it.
  watchOutput(() => undefined);
  let opened: Promise<JobSite> | undefined;
  const hear = (request: Request): void => {
    switch (request.type) {
      case 'run':
        void run(request.job, (opened ??= open(request.program)));
        break;
      case 'abort':
        current?.cancel.abort(new Error(request.reason));
        break;
      case 'ping':
        say({ type: 'alive' });
        break;
      case 'retire':
        retired = true;
        hold(false);
        break;
      case 'end':
        void exitFlushed(0);
        break;
    }
  };
  if (parentPort) return void parentPort.on('message', hear);
  // Ctrl-C reaches every process of a terminal at once. What becomes of the tasks is for the run to say.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit(1));
  process.on('message', hear);
  endWithParent();
}

async function run(job: TaskJob, opened: Promise<JobSite>): Promise<void> {
  reply({ type: 'done', result: await resultOf(job, opened) });
}

async function resultOf(job: TaskJob, opened: Promise<JobSite>): Promise<TaskResult> {
  const cancel = new AbortController();
  try {
    const site = await opened;
    current = { job, cancel };
    hold(false);
    return sent.strip(compact(await runJob(job, site, cancel.signal, listener)));
  } catch (error) {
    return unrun('failed', describeThrown(error, Secrets.from(job.hidden)));
  } finally {
    current = undefined;
    hidden = Secrets.from(job.hidden);
    hold(true);
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
  if (current) return say({ type: 'stray', error: describeThrown(thrown, Secrets.from(current.job.hidden)) });
  if (!retired) {
    const { message, stack } = describeThrown(thrown, hidden);
    console.error(`A task that was over left something behind that threw: ${stack ?? message}`);
  }
  void exitFlushed(1);
}

/** Watches from a thread of its own, because a task may block the one that would hear that the line is cut. */
const watch = `
const { workerData: parent } = require('node:worker_threads');
const isGone = () => {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
const end = () => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};
setInterval(() => isGone() && end(), 1000);
`;

/**
 * Ends this process soon after its parent, with what it has started, however the parent ended and whatever happens here.
 */
export function endWithParent(): void {
  const watcher = new Worker(watch, {
    eval: true,
    workerData: process.ppid,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  // Without it all goes on: the parent's end is heard of as long as the event loop turns.
  watcher.on('error', () => undefined);
  watcher.unref();
}
