import type PQueue from 'p-queue';
import type { Isolation } from '../../authoring/isolate.ts';
import type { TaskNote } from '../../authoring/notes.ts';
import { type Made, withSources } from '../../runtime/inputs.ts';
import type { Executor, JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { judge } from '../../runtime/retryable.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import { Secrets } from '../../values/secrets.ts';
import { Attempt } from './job-attempt.ts';
import { unrun } from '../job-message.ts';
import { grace } from './protocol.ts';
import { WarmWorker, type WorkerKind } from './warm-worker.ts';

/** After these, what the task has begun may still go on where it ran. */
const unfinished = new Set<string | null>(['TIMED_OUT', 'NEVER_SETTLES']);

export interface WorkerSite {
  /** The file that a worker runs, and what that needs to open the project. */
  readonly entry: string;
  readonly origin: string;
  /** The program as this process has it when a worker starts. */
  readonly program: () => unknown;
  readonly taskNamed: (name: string) => TaskNote | undefined;
  readonly made: Made;
  /** True if each job gets a worker that has run nothing before. */
  readonly fresh?: boolean;
}

/** Runs jobs in workers: threads or processes, started when they are wanted and kept warm to the end. */
export class WorkerExecutor implements Executor {
  readonly concurrency: number;
  readonly #isolation: Isolation;
  readonly #site: WorkerSite;
  readonly #gate: PQueue;
  /** The one that was used last is the warmest. */
  readonly #idle: WarmWorker[] = [];
  readonly #alive = new Set<WarmWorker>();
  readonly #retiring = new Set<Promise<void>>();

  constructor(isolation: Isolation, site: WorkerSite, gate: PQueue) {
    this.#isolation = isolation;
    this.#site = site;
    this.#gate = gate;
    this.concurrency = gate.concurrency;
    // Also where this process ends in the middle of it.
    process.on('exit', this.#killAll);
  }

  placeOf(): string {
    return this.#isolation;
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#gate.add(() => this.#execute(job, signal, listener));
  }

  async close(): Promise<void> {
    await this.#gate.onIdle();
    await Promise.all([...this.#retiring, ...this.#idle.splice(0).map((worker) => worker.stop())]);
    process.off('exit', this.#killAll);
  }

  async #execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    if (signal.aborted) return unrun('cancelled', describeThrown(signal.reason));
    const note = this.#site.taskNamed(job.task.name);
    const whole = await withSources(job, this.#site.made);
    const worker = this.#take(note?.memory);
    const outcome = await new Attempt(worker, whole, signal, listener).run();
    if ('thrown' in outcome) {
      this.#alive.delete(worker);
      const left = !signal.aborted && note !== undefined && job.attempt <= note.retries;
      const { error, retryable } = judge(outcome.thrown, note, left, Secrets.from(job.hidden));
      const status = signal.aborted ? 'cancelled' : 'failed';
      return unrun(status, error!, { retryable, startedAt: outcome.startedAt });
    }
    const { result } = outcome;
    const isUnfinished = result.status === 'failed' && unfinished.has(result.error!.code);
    if (this.#site.fresh || isUnfinished) this.#retire(worker);
    else this.#rest(worker);
    return result;
  }

  #take(memory: number | undefined): WarmWorker {
    const { entry, origin, program } = this.#site;
    const found = this.#idle.findLastIndex(({ kind }) => kind.memory === memory);
    if (found >= 0) {
      const [worker] = this.#idle.splice(found, 1);
      if (!worker!.isGone) return worker!;
      this.#alive.delete(worker!);
      return this.#take(memory);
    }
    // Never more of them than jobs at a time, whatever memory they were made for.
    const spare = this.#alive.size >= this.concurrency ? this.#idle.shift() : undefined;
    if (spare) this.#retire(spare);
    const kind: WorkerKind = { isolation: this.#isolation, memory, entry, origin, program };
    const worker = new WarmWorker(kind);
    this.#alive.add(worker);
    return worker;
  }

  #rest(worker: WarmWorker): void {
    worker.rest();
    this.#idle.push(worker);
  }

  /** It gets no job any more, and ends when nothing is left to do in it, or when its time is over. */
  #retire(worker: WarmWorker): void {
    worker.tell({ type: 'retire' });
    const gone = worker.goneWithin(grace).finally(() => {
      this.#alive.delete(worker);
      this.#retiring.delete(gone);
    });
    this.#retiring.add(gone);
  }

  readonly #killAll = (): void => {
    for (const worker of this.#alive) worker.kill();
  };
}
