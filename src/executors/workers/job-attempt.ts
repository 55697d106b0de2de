import { messageOf } from '../../errors.ts';
import type { JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { explainDeath } from './explain-death.ts';
import { blockedPastTimeout, ignoredAbort, strayInWorker, workerNotStarted } from './errors.ts';
import { compactJob } from '../job-message.ts';
import { grace, type Said } from './protocol.ts';
import type { WarmWorker } from './warm-worker.ts';

/** The outcome of a job in a worker: its result, or why there is none. */
export type Outcome = { readonly result: TaskResult } | { readonly thrown: unknown; readonly startedAt: number };

/** One job on one worker, seen from outside: a task that blocks its event loop can't keep its own time. */
export class Attempt {
  readonly #worker: WarmWorker;
  readonly #job: TaskJob;
  readonly #signal: AbortSignal;
  readonly #listener: JobListener;
  readonly #end = Promise.withResolvers<Outcome>();
  #startedAt: number | undefined;
  /** Why the worker is killed, once it is. */
  #verdict: Error | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(worker: WarmWorker, job: TaskJob, signal: AbortSignal, listener: JobListener) {
    this.#worker = worker;
    this.#job = job;
    this.#signal = signal;
    this.#listener = listener;
  }

  async run(): Promise<Outcome> {
    const abort = (): void => this.#abort();
    this.#signal.addEventListener('abort', abort);
    const { isWarm } = this.#worker;
    try {
      this.#begin();
      if (isWarm) this.#started();
      return await this.#end.promise;
    } finally {
      clearTimeout(this.#timer);
      this.#signal.removeEventListener('abort', abort);
    }
  }

  #begin(): void {
    const { node } = this.#job;
    const { isolation } = this.#worker;
    try {
      this.#worker.run(compactJob(this.#job), {
        said: (said) => this.#hear(said),
        done: (result) => this.#end.resolve({ result }),
        gone: (death) => this.#fail(this.#verdict ?? explainDeath(node, isolation, death)),
      });
    } catch (error) {
      this.#fail(workerNotStarted(node, isolation, messageOf(error)));
    }
  }

  #hear(said: Said): void {
    switch (said.type) {
      case 'started':
        this.#started();
        break;
      case 'progress':
        this.#listener.progress?.(said.done, said.total);
        break;
      case 'log':
        this.#listener.log?.(said.level, said.text);
        break;
      case 'alive':
        // It sees to its timeout itself, or is done and writes what it has made.
        if (!this.#signal.aborted) this.#wait(grace, () => this.#ping());
        break;
      case 'stray':
        this.#fail(strayInWorker(this.#job.node, said.error));
        this.#worker.kill();
        break;
    }
  }

  #started(): void {
    this.#startedAt = Date.now();
    this.#listener.started?.();
    // It was not there yet to be told.
    if (this.#signal.aborted) this.#tellToStop();
    else if (this.#job.timeout !== null) this.#wait(this.#job.timeout, () => this.#ping());
  }

  #ping(): void {
    this.#worker.tell({ type: 'ping' });
    this.#wait(grace, () => this.#kill(blockedPastTimeout(this.#job.node, this.#worker.isolation, this.#job.timeout!)));
  }

  #tellToStop(): void {
    this.#worker.tell({ type: 'abort', reason: messageOf(this.#signal.reason) });
  }

  #abort(): void {
    this.#tellToStop();
    this.#wait(grace, () => this.#kill(ignoredAbort(this.#job.node, this.#worker.isolation, grace)));
  }

  #kill(verdict: Error): void {
    this.#verdict = verdict;
    this.#worker.kill();
    // A thread in the middle of native code goes when that is done, and nobody waits for it.
    this.#wait(grace, () => this.#fail(verdict));
  }

  /** One thing at a time is waited for. */
  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, Math.min(ms, 2 ** 31 - 1));
  }

  #fail(thrown: unknown): void {
    this.#end.resolve({ thrown, startedAt: this.#startedAt ?? Date.now() });
  }
}
