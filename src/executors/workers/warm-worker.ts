import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Isolation } from '../../authoring/isolate.ts';
import type { TaskJob, TaskResult } from '../../runtime/job.ts';
import { SentDependencies } from '../sent-dependencies.ts';
import type { Death } from './explain-death.ts';
import type { Reply, Request, Said } from './protocol.ts';

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

/** One thread or process that takes one job after the other. It is started by its first job. */
export class WarmWorker {
  readonly kind: WorkerKind;
  readonly #end = Promise.withResolvers<void>();
  #raw: Worker | ChildProcess | undefined;
  #watcher: JobWatcher | undefined;
  readonly #sent = new SentDependencies();
  #error: unknown;
  #isGone = false;
  #spoke = false;
  #lastWords = '';

  constructor(kind: WorkerKind) {
    this.kind = kind;
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
    if (this.#raw) {
      this.#hold(true);
      this.tell({ type: 'run', job });
    } else {
      this.#start();
      this.tell({ type: 'run', job, program: this.kind.program() });
    }
  }

  /** It keeps the process awake no longer. */
  rest(): void {
    this.#hold(false);
  }

  tell(request: Request): void {
    const raw = this.#raw;
    if (!raw || this.#isGone) return;
    if (raw instanceof Worker) raw.postMessage(request);
    // One that is gone says so by its end.
    else if (raw.connected) raw.send(request, () => undefined);
  }

  /** At once, whatever it does. */
  kill(): void {
    const raw = this.#raw;
    if (!raw || this.#isGone) return;
    if (raw instanceof Worker) void raw.terminate();
    else killGroup(raw);
  }

  /** An idle one ends in order, with what its tasks have hung on the end of the process. */
  async stop(): Promise<void> {
    this.tell({ type: 'end' });
    await this.goneWithin(stopGrace);
  }

  /** Waits until it has ended, and ends it where that takes too long; not for a thread that is lost in native code. */
  async goneWithin(ms: number): Promise<void> {
    this.#hold(true);
    const timers = [setTimeout(() => this.kill(), ms), setTimeout(() => this.#end.resolve(), ms + stopGrace)];
    await this.#end.promise;
    timers.forEach(clearTimeout);
  }

  #start(): void {
    const raw = this.kind.isolation === 'thread' ? startThread(this.kind) : startProcess(this.kind);
    this.#raw = raw;
    passOn(raw.stdout!, process.stdout);
    passOn(raw.stderr!, process.stderr, (words) => (this.#lastWords = words));
    raw.on('message', (reply: Reply) => this.#hear(reply));
    raw.on('error', (error: Error) => {
      this.#error = error;
      // It was never there: no end will come.
      if (!(raw instanceof Worker) && raw.pid === undefined) this.#gone(null, null);
    });
    if (raw instanceof Worker) raw.on('exit', (code) => this.#gone(code, null));
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

  #hear(reply: Reply): void {
    this.#spoke = true;
    if (reply.type !== 'done') return this.#watcher?.said(reply);
    const result = this.#sent.restore(reply.result);
    const watcher = this.#watcher;
    this.#watcher = undefined;
    watcher?.done(result);
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
    if (raw instanceof Worker) return;
    raw.channel?.[what]();
    for (const stream of [raw.stdout, raw.stderr]) (stream as Socket | null)?.[what]();
  }
}

function startThread({ entry, origin, memory }: WorkerKind): Worker {
  const resourceLimits = memory === undefined ? {} : { maxOldGenerationSizeMb: memory };
  return new Worker(entry, { workerData: origin, resourceLimits });
}

function startProcess({ entry, origin, memory }: WorkerKind): ChildProcess {
  const limit = memory === undefined ? [] : [`--max-old-space-size=${memory}`];
  const execArgv = [...ownFlags(), ...limit];
  // At the head of a group of its own, with which it is killed.
  return fork(entry, [origin], { silent: true, serialization: 'advanced', execArgv, detached: true });
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
