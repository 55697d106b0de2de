import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import type { Isolation } from '../../authoring/isolate.ts';
import type { TaskJob, TaskResult } from '../../runtime/job.ts';
import { SentDependencies } from '../sent-dependencies.ts';
import type { Death } from './explain-death.ts';
import type { Said } from './protocol.ts';
import type { Readable } from 'node:stream';

/** The worker behind a pool of one. The pool keeps it to itself, and says neither how it ended nor lets us signal it. */
interface Handler {
  readonly worker: (Worker | ChildProcess) & { send(message: unknown): void };
}

const isThread = (raw: Worker | ChildProcess): raw is Worker & Handler['worker'] => 'threadId' in raw;

/** How long an idle worker has to end in order. */
const stopGrace = 1000;

/** The kind of a worker: all that it is made for. */
export interface WorkerKind {
  readonly isolation: Isolation;
  /** MB of values that it may hold; undefined is what Node gives. */
  readonly memory: number | undefined;
  /** The file that it runs, and what that needs to open the project. */
  readonly entry: string;
  readonly origin: string;
  /** The program that it runs, sent with its first job: not the one that is on disk by then. */
  readonly program: () => unknown;
}

/** A listener that is told what becomes of a job. One of `done` and `gone` is called, once. */
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
  readonly #sent = new SentDependencies();
  #error: unknown;
  #isGone = false;
  #spoke = false;
  #lastWords = '';

  constructor(kind: WorkerKind) {
    this.kind = kind;
    this.#pool = workerpool.pool(kind.entry, {
      maxWorkers: 1,
      workerType: kind.isolation,
      workerTerminateTimeout: stopGrace,
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
      watcher.done(this.#sent.restore(result));
    };
    // What the pool says of a death is less than what the worker itself does.
    const sent = this.#raw ? [job] : [job, this.kind.program()];
    this.#pool.exec('run', sent, { on }).then(ended, () => undefined);
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
    else killGroup(raw);
  }

  /** An idle one ends in order, with what its tasks have hung on the end of the process. */
  async stop(): Promise<void> {
    if (!this.#isGone) this.#pool.terminate(true).catch(() => undefined);
    await this.goneWithin(stopGrace);
  }

  /** Waits until it has ended, and ends it where that takes too long; not for a thread that is lost in native code. */
  async goneWithin(ms: number): Promise<void> {
    this.#hold(true);
    const timers = [setTimeout(() => this.kill(), ms), setTimeout(() => this.#end.resolve(), ms + stopGrace)];
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
        // What its task has started is nobody's any more.
        if (signal !== null) killGroup(raw);
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
  // At the head of a group of its own, with which it is killed.
  return { forkArgs: [origin], forkOpts: { silent: true, serialization: 'advanced', execArgv, detached: true } };
}

/** Kills a process together with what it has started, but for what has left its group. */
function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // Where there are no groups, and where nothing of it is left.
    child.kill('SIGKILL');
  }
}

/** The flags that this process was started with, but for the debugger's port, and for code that stands in them. */
function ownFlags(): string[] {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
  return flags.some((flag) => /^(?:-[ep]+|--eval|--print|--input-type)/.test(flag)) ? [] : flags;
}

/** With this V8 begins to say at length that it is out of memory; one sentence of ours says so too. */
const lament = '\n<--- Last few GCs --->';

/** Enough of what was written last to know how a process came to its end. */
const remembered = 8192;

/**
 * Passes on what a worker prints just as if a task in this process had printed it. Not by `pipe()`: someone may
 * have put another `write` in the place of the stream's own, and what waits for `drain` would wait for ever.
 */
export function passOn(from: Readable, to: NodeJS.WriteStream, remember?: (words: string) => void): void {
  // A thread's would keep this process awake if the thread had been started without Node's own pipe.
  from.unpipe(to);
  let last = '';
  let laments = false;
  from.on('data', (chunk: Buffer) => {
    if (!remember) return void to.write(chunk);
    const text = chunk.toString('latin1');
    last = (last + text).slice(-remembered);
    remember(last);
    if (laments) return;
    const start = text.indexOf(lament);
    laments = start >= 0;
    if (start !== 0) to.write(laments ? chunk.subarray(0, start) : chunk);
  });
  from.on('error', () => undefined);
  from.resume();
}
