import type { JobError, NodeStatus, ToleratedFailures } from '../lineage/entries.ts';
import type { HeldBy } from '../lineage/holder-types.ts';
import type { RunReport } from './report.ts';

/**
 * The events that the scheduler emits while a run goes on. Terminals, pages and telemetry listen; none of them can stop
 * a run.
 */
export interface RunEvents {
  runStarted: { readonly run: string; readonly target: string; readonly nodes: number };
  /** Data has come in that the graph grew from; `nodes` is the new total. */
  planGrown: { readonly nodes: number };
  nodeStarted: { readonly node: string; readonly attempt: number };
  nodeProgress: { readonly node: string; readonly done: number; readonly total: number | undefined };
  nodeLog: { readonly node: string; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string };
  nodeRetrying: { readonly node: string; readonly attempt: number; readonly delay: number; readonly error: JobError };
  /** Another run has it, or may have it: its result is waited for. */
  nodeWaiting: { readonly node: string; readonly by: HeldBy };
  /** It waits until others give back units of these limits: another run, or else nodes of this one. */
  nodeLimited: { readonly node: string; readonly limits: readonly string[]; readonly by: HeldBy | undefined };
  /** Something that a node gave is damaged: it is made again for the one that fell over it. */
  nodeHealing: { readonly node: string; readonly for: string };
  /** The healing has ended, well or not; the node itself had finished before. */
  nodeHealed: { readonly node: string; readonly status: NodeStatus; readonly error: JobError | null };
  /** Packages that are not sent with tasks that run elsewhere: they have to be there. `why` in words. */
  packagesLeft: { readonly packages: readonly { readonly name: string; readonly why: string }[] };
  /** Files of the project, relative to its root, that are otherwise on disk than this process has loaded them: it uses them as they were. */
  codeChanged: { readonly files: readonly string[] };
  /** Files that were edited before Clew read them and maybe after they were loaded: nobody finds what they give. */
  codeUncertain: { readonly files: readonly string[] };
  /** Files that may have read others when they were loaded, before Clew could see it: nobody finds what they give. */
  codeUnseen: { readonly files: readonly string[] };
  /** Said once for a task: `other` is the place of another one of that name, which was run before. */
  namesakeFound: { readonly task: string; readonly place: string; readonly other: string };
  /** Said once: another checkout or machine, by the same record, has newer bytes in a layer that has others here. */
  layerNotShared: { readonly layer: string; readonly place: string };
  /** The database of the record is away: the run goes on when it is back, or ends after a while. */
  recordAway: { readonly place: string; readonly reason: string };
  recordBack: { readonly place: string };
  nodeFinished: {
    readonly node: string;
    readonly status: NodeStatus;
    readonly reason: string;
    readonly ms: number;
    readonly error: JobError | null;
  };
  /** An input has all that it gets, though some of its nodes failed. */
  failuresTolerated: ToleratedFailures;
  /** Running tasks were asked to stop; these have not stopped yet. */
  stopping: { readonly running: readonly string[] };
  /** Everything that ran has stopped before its time; these still run, for the end of their workflows. */
  finishing: { readonly nodes: readonly string[] };
  /** The time of the whole run is over; running tasks are asked to stop next. */
  runTimedOut: { readonly limit: number };
  runFinished: { readonly report: RunReport };
}

type Listener<E> = (event: E) => void;

/** Typed events. A listener that throws is told of once and otherwise ignored. */
export class RunEmitter {
  readonly #listeners = new Map<keyof RunEvents, Set<Listener<never>>>();
  #complained = false;

  /** Gives the way to stop listening. */
  on<K extends keyof RunEvents>(name: K, listener: Listener<RunEvents[K]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<K extends keyof RunEvents>(name: K, event: RunEvents[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<RunEvents[K]>)(event);
      } catch (error) {
        if (!this.#complained) process.emitWarning(`A listener of "${name}" threw: ${String(error)}`, 'ClewWarning');
        this.#complained = true;
      }
    }
  }
}
