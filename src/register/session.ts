import { writeSync } from 'node:fs';
import type { KindUse } from '../authoring/kinds/kind.ts';
import type { ComponentChanges, ComponentState } from '../lineage/calls/entry.ts';
import type { LineageQueue } from './api.ts';
import type { Failure } from './errors.ts';
import { failureOf } from './call-failure.ts';
import { changesOf } from './kinds.ts';
import { Outbox } from './outbox.ts';
import type { Beginning, SentCall } from './protocol.ts';
import { Writer } from './record-writer.ts';
import { isMainThread } from 'node:worker_threads';

/** How long the end of the process may be held up for what is not recorded yet. */
const lastPatience = 15_000;

/** One record that is written to, from its first call until it is closed. */
export class Session {
  readonly #writer: Writer;
  readonly #outbox: Outbox;
  readonly #warned = new Set<string>();
  readonly #told = new Map<string, KindUse>();
  #forget: (() => void) | undefined;

  constructor(project: Beginning['project']) {
    this.#writer = new Writer(project, (failure) => {
      this.#outbox.settle();
      if (failure) this.warn(failure);
    });
    this.#outbox = new Outbox(this.#writer);
  }

  get pressure(): LineageQueue {
    return this.#outbox.pressure;
  }

  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  room(): Promise<void> {
    return this.#outbox.room();
  }

  hold(): void {
    this.#outbox.hold();
  }

  add(call: SentCall): void {
    this.#forget ??= atExit(() => this.#finish());
    this.#outbox.add(call);
  }

  async component(name: string, changes: ComponentChanges): Promise<ComponentState> {
    return (await this.#writer.ask({ kind: 'component', name, changes })).component!;
  }

  /** Tells what sort of component it is, once and without waiting: what is wrong with the record is said by others. */
  tell(component: string, use: KindUse): void {
    if (this.#told.get(component) === use) return;
    this.#told.set(component, use);
    this.component(component, changesOf(use)).catch(() => undefined);
  }

  /** Says at once what is wrong with the record. */
  async open(): Promise<void> {
    await this.#writer.ask({ kind: 'open' });
  }

  /** Everything that was called before is lasting. */
  readonly flush = async (): Promise<void> => {
    this.#outbox.send();
    if (this.#writer.isStarted) await this.#writer.ask({ kind: 'flush' });
  };

  /** Does the same for a task that has called: it doesn't fail for what is not recorded. */
  readonly settle = async (): Promise<void> => {
    try {
      await this.flush();
    } catch (error) {
      this.warn(failureOf(error));
    }
  };

  async close(): Promise<void> {
    this.#outbox.send();
    await this.#writer.close();
    this.#outbox.settle();
    this.#forget?.();
    this.#forget = undefined;
  }

  /** Recording must not break what is recorded: what is wrong with it is a warning, each kind once. */
  readonly warn = ({ code, message, next }: Failure, kind = code): void => {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    process.emitWarning(message, { type: 'LineageWarning', code, ...(next !== null && { detail: next }) });
  };

  #finish(): void {
    const n = this.#outbox.send();
    const { lost } = this.#writer;
    const isDone = this.#writer.waitFor(n, lastPatience);
    const left = isDone ? this.#writer.lost - lost : this.pressure.waiting;
    // Warnings would come too late.
    if (left > 0) writeSync(2, `clew: the last ${left} calls could not be recorded.\n`);
  }
}

/** The work that has to be done before the process is gone, without waiting for anything but itself. */
const last = new Set<() => void>();
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const finish = (): void => {
  for (const work of last) work();
};

/** Whoever listens beside us decides what a signal means; alone, it means what it always does, after we are done. */
const heard = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return;
  finish();
  process.off(signal, heard);
  process.kill(process.pid, signal);
};

/** Does it at the process's end: its own, by `process.exit()`, by an error or by a signal. Gives the way to take it back. */
export function atExit(work: () => void): () => void {
  if (last.size === 0) {
    process.on('exit', finish);
    if (isMainThread) for (const signal of signals) process.on(signal, heard);
  }
  last.add(work);
  return () => {
    if (!last.delete(work) || last.size > 0) return;
    process.off('exit', finish);
    for (const signal of signals) process.off(signal, heard);
  };
}
