import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import type { Isolation } from '../../authoring/isolate.ts';
import type { TaskJob, TaskResult } from '../../runtime/job.ts';
import type { Death } from './death.ts';
import type { Said } from './protocol.ts';
import { passOn } from './output.ts';

/** The worker behind a pool of one. The pool keeps it to itself, and says neither how it ended nor lets us signal it. */
interface Handler {
  readonly worker: (Worker | ChildProcess) & { send(message: unknown): void };
}

const isThread = (raw: Worker | ChildProcess): raw is Worker & Handler['worker'] => 'threadId' in raw;

/** How long an idle worker has to end in order. */
const patience = 1000;

/** What a worker is made for. */
export interface WorkerKind {
  readonly isolation: Isolation;
  /** MB of values that it may hold; undefined is what Node gives. */
  readonly memory: number | undefined;
  /** The file that it runs, and what that needs to open the project. */
  readonly entry: string;
  readonly origin: string;
}

/** Who wants to know what becomes of a job. One of `done` and `gone` is called, once. */
export interface JobWatcher {
  said(said: Said): void;
  done(result: TaskResult): void;
  /** The worker has ended before. */
  gone(death: Death): void;
}

/**
 * One thread or process that takes one job after the other. It is started by its first job.
 *
 * It is a pool of one, from `workerpool`: a worker that died takes its whole pool with it, so nothing of it is left
 * to go wrong for the next.
 */
export class WarmWorker {
  readonly kind: WorkerKind;
  readonly #pool: workerpool.Pool;
  readonly #end = Promise.withResolvers<void>();
  #raw: Handler['worker'] | undefined;
  #watcher: JobWatcher | undefined;
  #error: unknown;
  #isGone = false;
  #spoke = false;
  #lastWords = '';

  constructor(kind: WorkerKind) {
    this.kind = kind;
    this.#pool = workerpool.pool(kind.entry, {
      maxWorkers: 1,
      workerType: kind.isolation,
      workerTerminateTimeout: patience,
      ...(kind.isolation === 'thread' ? { workerThreadOpts: threadOptions(kind) } : processOptions(kind)),
    });
  }

  get isolation(): Isolation {
    return this.kind.isolation;
  }

  /** It has come to life: its next job starts at once. */
  get isWarm(): boolean {
    return this.#spoke;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  run(job: TaskJob, watcher: JobWatcher): void {
    this.#watcher = watcher;
    const on = (said: Said): void => {
      this.#spoke = true;
      watcher.said(said);
    };
    const ended = (result: TaskResult): void => {
      this.#spoke = true;
      this.#watcher = undefined;
      watcher.done(result);
    };
    // What the pool says of a death is less than what the worker itself does.
    this.#pool.exec('run', [job], { on }).then(ended, () => undefined);
    if (this.#raw) this.#hold(true);
    else this.#watch();
  }

  /** It keeps the process awake no longer. */
  rest(): void {
    this.#hold(false);
  }

  tell(what: string): void {
    if (this.#raw && !this.#isGone) this.#raw.send(what);
  }

  /** At once, whatever it does. */
  kill(): void {
    const raw = this.#raw;
    if (!raw || this.#isGone) return;
    if (isThread(raw)) void raw.terminate();
    else raw.kill('SIGKILL');
  }

  /** An idle one ends in order, with what its tasks have hung on the end of the process. */
  async stop(): Promise<void> {
    if (!this.#isGone) this.#pool.terminate(true).catch(() => undefined);
    await this.goneWithin(patience);
  }

  /** Waits until it has ended, and ends it where that takes too long; not for a thread that is lost in native code. */
  async goneWithin(ms: number): Promise<void> {
    this.#hold(true);
    const timers = [setTimeout(() => this.kill(), ms), setTimeout(() => this.#end.resolve(), ms + patience)];
    await this.#end.promise;
    timers.forEach(clearTimeout);
  }

  #watch(): void {
    const raw = (this.#pool as unknown as { workers: readonly Handler[] }).workers[0]!.worker;
    this.#raw = raw;
    passOn(raw.stdout!, process.stdout);
    passOn(raw.stderr!, process.stderr, (words) => (this.#lastWords = words));
    raw.on('error', (error: Error) => {
      this.#error = error;
      // It was never there: no end will come.
      if (!isThread(raw) && raw.pid === undefined) this.#gone(null, null);
    });
    if (isThread(raw)) raw.on('exit', (code) => this.#gone(code, null));
    else {
      raw.stdin!.on('error', () => undefined).destroy();
      raw.once('exit', (code, signal) => {
        this.#isGone = true;
        // What it said last may still be on its way, or held open by a process that it has started.
        const timer = setTimeout(() => this.#gone(code, signal), 500);
        raw.once('close', () => {
          clearTimeout(timer);
          this.#gone(code, signal);
        });
      });
    }
  }

  #gone(code: number | null, signal: string | null): void {
    this.#isGone = true;
    this.#end.resolve();
    const [error, lastWords, memory, started] = [this.#error, this.#lastWords, this.kind.memory, this.#spoke];
    this.#watcher?.gone({ code, signal, error, lastWords, memory, started });
    this.#watcher = undefined;
  }

  #hold(on: boolean): void {
    const raw = this.#raw;
    if (!raw || this.#isGone) return;
    const what = on ? 'ref' : 'unref';
    raw[what]();
    if (isThread(raw)) return;
    raw.channel?.[what]();
    for (const stream of [raw.stdout, raw.stderr]) (stream as Socket | null)?.[what]();
  }
}

function threadOptions({ origin, memory }: WorkerKind): object {
  const resourceLimits = memory === undefined ? {} : { maxOldGenerationSizeMb: memory };
  return { workerData: origin, resourceLimits };
}

function processOptions({ origin, memory }: WorkerKind): object {
  const limit = memory === undefined ? [] : [`--max-old-space-size=${memory}`];
  const execArgv = [...ownFlags(), ...limit];
  return { forkArgs: [origin], forkOpts: { silent: true, serialization: 'advanced', execArgv } };
}

/** The flags that this process was started with, but for the debugger's port, and for code that stands in them. */
function ownFlags(): string[] {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
  return flags.some((flag) => /^(?:-[ep]+|--eval|--print|--input-type)/.test(flag)) ? [] : flags;
}
