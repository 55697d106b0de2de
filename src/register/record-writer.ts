import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../modules/own-package.ts';
import { type Failure, recordingFailed } from './errors.ts';
import type { Answer, Beginning, Body } from './protocol.ts';

/** In the package a file of the bundle, in the repository's own tests the source. */
const entry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/register/recording-thread.ts' : 'dist/recording.js',
);

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that writes, seen from those who have something to write. It is started by the first message. */
export class Writer {
  readonly #project: Beginning['project'];
  readonly #done = new SharedArrayBuffer(8);
  readonly #counters = new Int32Array(this.#done);
  readonly #waiting = new Map<number, Waiting>();
  /** The number of calls in each message that isn't answered yet. */
  readonly #calls = new Map<number, number>();
  readonly #heard: (failure: Failure | undefined) => void;
  #worker: Worker | undefined;
  #sent = 0;

  /** `heard` is called whenever something is done, with what went wrong where nobody waits for it. */
  constructor(project: Beginning['project'], heard: (failure: Failure | undefined) => void) {
    this.#project = project;
    this.#heard = heard;
  }

  /** The last message that is done with, also while this thread is busy. */
  get done(): number {
    return Atomics.load(this.#counters, 0);
  }

  /** Calls that could not be recorded. */
  get lost(): number {
    return Atomics.load(this.#counters, 1);
  }

  get isStarted(): boolean {
    return this.#worker !== undefined;
  }

  /** Gives the number of the message. Nobody waits for it, and it keeps no process alive. `calls`: how many are in it. */
  send(body: Body, calls = 0): number {
    const worker = (this.#worker ??= this.#start());
    this.#sent += 1;
    if (calls > 0) this.#calls.set(this.#sent, calls);
    worker.postMessage({ n: this.#sent, ...body });
    return this.#sent;
  }

  /** Keeps the process alive until it is answered. */
  ask(body: Body): Promise<Answer> {
    const n = this.send(body);
    if (this.#waiting.size === 0) this.#worker!.ref();
    return new Promise((resolve, reject) => this.#waiting.set(n, { resolve, reject }));
  }

  /** Holds up this thread until a message is done with; false if that takes too long. */
  waitFor(n: number, ms: number): boolean {
    const end = performance.now() + ms;
    for (;;) {
      const { done } = this;
      if (done >= n) return true;
      const left = end - performance.now();
      if (left <= 0 || Atomics.wait(this.#counters, 0, done, left) === 'timed-out') return this.done >= n;
    }
  }

  /** After everything that was sent before. */
  async close(): Promise<void> {
    if (!this.#worker) return;
    const worker = this.#worker;
    await this.ask({ kind: 'close' });
    this.#worker = undefined;
    await worker.terminate();
  }

  #start(): Worker {
    const workerData: Beginning = { project: this.#project, progress: this.#done };
    // What this process was started with is for its own code.
    const worker = new Worker(entry, { workerData, execArgv: [], name: 'clew recording' });
    worker.on('message', (answer: Answer) => this.#answered(answer));
    worker.on('error', (error) => this.#died(worker, error.message));
    worker.on('exit', (code) => this.#died(worker, `it was stopped with exit code ${code}`));
    // After the listeners, which would keep the process alive again.
    worker.unref();
    return worker;
  }

  #answered(answer: Answer): void {
    const { n, failure } = answer;
    const waiting = this.#waiting.get(n);
    this.#calls.delete(n);
    if (waiting) {
      this.#waiting.delete(n);
      if (this.#waiting.size === 0) this.#worker?.unref();
      if (failure) waiting.reject(recordingFailed(failure));
      else waiting.resolve(answer);
    }
    this.#heard(waiting ? undefined : failure);
  }

  /** Out of memory, for one. What it had is lost; the next message starts another one. */
  #died(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const { done } = this;
    for (const [n, calls] of this.#calls) if (n > done) Atomics.add(this.#counters, 1, calls);
    this.#calls.clear();
    Atomics.store(this.#counters, 0, this.#sent);
    const failure = {
      code: 'RECORDING_DIED',
      message: `The thread that records has ended: ${why}`,
      next: null,
    };
    for (const { reject } of this.#waiting.values()) reject(recordingFailed(failure));
    this.#waiting.clear();
    this.#heard(failure);
  }
}
