import type { Executor, JobListener, TaskJob, TaskResult } from '../runtime/job.ts';

/** Several executors behind one: each task has its own. Those of this machine share one gate, which bounds them together. */
export class RoutingExecutor implements Executor {
  readonly concurrency: number;
  readonly #usual: Executor;
  readonly #others: ReadonlyMap<string, Executor>;

  /** `others`: by the names of the tasks that don't run in the usual place. */
  constructor(usual: Executor, others: ReadonlyMap<string, Executor>) {
    this.#usual = usual;
    this.#others = others;
    this.concurrency = Math.max(usual.concurrency, ...[...others.values()].map(({ concurrency }) => concurrency));
  }

  placeOf(task: string): string {
    return this.#of(task).placeOf(task);
  }

  execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    return this.#of(job.task.name).execute(job, signal, listener);
  }

  async close(): Promise<void> {
    await Promise.all([...new Set([this.#usual, ...this.#others.values()])].map((executor) => executor.close()));
  }

  #of(task: string): Executor {
    return this.#others.get(task) ?? this.#usual;
  }
}
