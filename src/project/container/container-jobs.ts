import { resolve } from 'node:path';
import type { JobDocument } from '../../executors/sagemaker/mailbox.ts';
import { jobStopped } from '../../executors/sagemaker/errors.ts';
import { calledExit, strayInWorker } from '../../executors/workers/errors.ts';
import { compact, unrun } from '../../executors/job-message.ts';
import type { TaskJob, TaskResult, JobListener } from '../../runtime/job.ts';
import { runJob } from '../../runtime/run-job.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import type { Opened } from './open-container.ts';
import { leaveFrom } from './relocate.ts';
import { type JobMessage, writeMessage } from '../../executors/sagemaker/log-protocol.ts';

/** How long a task has to end by itself when the container is told to stop; SageMaker gives 120 s in all. */
const grace = 20_000;

/** Runs the jobs of one document, one after the other, and answers each. */
export class ContainerJobs {
  readonly #document: JobDocument;
  readonly #stop = new AbortController();
  #current: { readonly job: TaskJob; readonly end: (result: TaskResult) => void } | undefined;

  constructor(document: JobDocument) {
    this.#document = document;
  }

  /** The running task is asked to stop, and the others don't begin. */
  stop(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(jobStopped());
    setTimeout(() => this.#current?.end(this.#cancelled()), grace).unref();
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Something was thrown where no task could catch it: the one that runs is to blame. */
  stray(thrown: unknown): boolean {
    if (!this.#current) return false;
    const { job, end } = this.#current;
    end(unrun('failed', describeThrown(strayInWorker(job.node, describeThrown(thrown)))));
    return true;
  }

  /** The process ends although a task runs: in words, undefined where none does. */
  whyEnded(code: number): string | undefined {
    return this.#current && calledExit(this.#current.job.node, 'process', code).message;
  }

  /** Gives the failures, in words. */
  async run(opened: Opened, print: (line: string) => void): Promise<string[]> {
    const failures: string[] = [];
    for (const [index, job] of this.#document.jobs.entries()) {
      const result = leaveFrom(compact(await this.#one(job, index, opened, print)), opened.root);
      await opened.mailbox.answer(index, this.#document, result);
      if (result.status === 'failed') failures.push(`${job.node} failed: ${result.error!.message}`);
    }
    return failures;
  }

  #one(job: TaskJob, index: number, { root, site }: Opened, print: (line: string) => void): Promise<TaskResult> {
    if (this.isStopped) return Promise.resolve(this.#cancelled());
    const found = { ...job, task: { ...job.task, module: resolve(root, job.task.module) } };
    const speaks = speaker(index, print);
    return new Promise<TaskResult>((end, fail) => {
      this.#current = { job, end };
      runJob(found, site, this.#stop.signal, speaks.listener).then(end, fail);
    }).finally(() => {
      this.#current = undefined;
      speaks.end();
    });
  }

  #cancelled(): TaskResult {
    return unrun('cancelled', describeThrown(this.#stop.signal.reason));
  }
}

/** Each line is an event of CloudWatch's, and paid for. */
const pause = 1000;

/** The channel from a job to whoever listens to it. */
export interface Speaker {
  readonly listener: JobListener;
  /** Says what is still held back. */
  end(): void;
}

/**
 * Writes what a job says to the container's output, one line each, where it can be told from what is printed. Of
 * progress that comes fast, the latest is said when its time has come, when something else is said, or at the end.
 */
export function speaker(index: number, print: (line: string) => void): Speaker {
  let held: JobMessage | undefined;
  let last = -Infinity;
  const end = (): void => {
    if (held) print(writeMessage(index, held));
    held = undefined;
  };
  const say = (said: JobMessage): void => {
    end();
    print(writeMessage(index, said));
  };
  return {
    end,
    listener: {
      started: () => say({ type: 'started' }),
      log: (level, text) => say({ type: 'log', level, text }),
      progress(done, total) {
        held = { type: 'progress', done, total };
        const now = performance.now();
        if (now - last < pause) return;
        last = now;
        end();
      },
    },
  };
}
