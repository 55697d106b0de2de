import type PQueue from 'p-queue';
import type { Executor, JobListener, TaskJob, TaskResult } from '../runtime/job.ts';
import { type JobSite, runJob } from '../runtime/run-job.ts';

/** Runs jobs in this process, as many at a time as the gate lets in. */
export class InProcessExecutor implements Executor {
  readonly concurrency: number;
  readonly #site: JobSite;
  readonly #gate: PQueue;

  constructor(site: JobSite, gate: PQueue) {
    this.#site = site;
    this.#gate = gate;
    this.concurrency = gate.concurrency;
  }

  placeOf(): string {
    return 'in-process';
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#gate.add(() => runJob(job, this.#site, signal, listener));
  }

  async close(): Promise<void> {
    await this.#gate.onIdle();
  }
}
