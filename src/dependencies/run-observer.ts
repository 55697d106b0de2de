import { globState } from './glob-state.ts';
import type { ObservedTask } from './observed-task.ts';
import type { ProcessLog } from './process-log.ts';
import { RunNotes, notedIn } from './run-notes.ts';
import { type ObservedDependencies, viewOf } from './task-view.ts';

/** Notes what one component run uses. */
export class RunObserver {
  readonly notes: RunNotes;
  readonly #log: ProcessLog;
  readonly #task: ObservedTask;

  constructor(log: ProcessLog, task: ObservedTask) {
    this.#log = log;
    this.#task = task;
    this.notes = new RunNotes(task.reach.variables);
    for (const pattern of task.reads) this.notes.addPattern(pattern, this.#stateOf(pattern));
  }

  /** Says what the run depends on; null where that is nothing. */
  finish(): ObservedDependencies | null {
    this.#log.receive();
    for (const [pattern, state] of this.notes.patterns) {
      // Nobody knows whether it was read before it changed, or after.
      if (this.#stateOf(pattern) !== state) this.notes.addUnknown(`${pattern} changed while the task ran`);
    }
    return viewOf(this.#log, this.#task).dependenciesOf(this.notes);
  }

  #stateOf(pattern: string): string {
    return globState(this.#task.scope.root, pattern, this.#log.digests);
  }
}

/** Does work of which everything is noted for that component run. */
export const observing = <T>(observer: RunObserver, work: () => T): T => notedIn(observer.notes, work);
