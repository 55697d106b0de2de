import PQueue from 'p-queue';
import type { Executor, JobListener, TaskJob, TaskResult } from '../runtime/job.ts';
import { type JobSite, runJob } from '../runtime/run-job.ts';

/** Runs jobs in this process, a number of them at a time. */
export class InProcessExecutor implements Executor {
  readonly name = 'in-process';
  readonly concurrency: number;
  readonly #site: JobSite;
  readonly #queue: PQueue;

  constructor(site: JobSite, concurrency: number) {
    this.#site = site;
    this.concurrency = concurrency;
    this.#queue = new PQueue({ concurrency });
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#queue.add(() => runJob(job, this.#site, signal, listener));
  }

  async close(): Promise<void> {
    await this.#queue.onIdle();
  }
}
