import type { JobError } from '../lineage/entries.ts';
import type { TaskResult } from '../runtime/job.ts';
import { withoutPreview, withoutPreviews } from '../storage/ref.ts';
import { type Prepared, attemptEntry, makeJob } from './entry.ts';
import type { Admission } from './admission.ts';
import type { Hit } from './cache-lookup.ts';
import type { RunParts } from './run-options.ts';
import { whyAgain } from './reasons.ts';
import { backoff } from '../values/backoff.ts';
import { pause } from '../values/pause.ts';
import type { NodeState } from './node-state.ts';

/** The outcome of a node that nothing served for; a hit where somebody else has made it in the meantime. */
export type Performed =
  | Hit
  | { readonly status: 'ran' | 'cancelled' }
  | Failed
  /** It never began, and left nothing in the record. */
  | { readonly status: 'skipped' };

export interface Failed {
  readonly status: 'failed';
  readonly error: JobError;
  /** The input that it fell over, because its bytes are not what they were. */
  readonly damaged: string | null;
}

const skipped: Performed = { status: 'skipped' };
const cancelled: Performed = { status: 'cancelled' };

/** Takes one node through its gates and its attempts, each of which is recorded. */
export class NodeRunner {
  readonly #parts: RunParts;
  readonly #admission: Admission;
  readonly #running: Set<NodeState>;

  /** `running` holds the nodes whose task is being executed. */
  constructor(parts: RunParts, admission: Admission, running: Set<NodeState>) {
    this.#parts = parts;
    this.#admission = admission;
    this.#running = running;
  }

  /** Runs a node. What it has is given back, whatever becomes of it. */
  async perform(state: NodeState, prepared: Prepared, reason: string): Promise<Performed> {
    const signal = this.#admission.signalFor(state);
    try {
      // Stopped between two attempts, it has failed.
      let unbegun = skipped;
      for (let attempt = 1; ; attempt++) {
        if (signal.aborted) return unbegun;
        const entered = this.#admission.enter(state, prepared);
        const hit = entered instanceof Promise ? await entered : entered;
        if (hit === undefined) return unbegun;
        const result = hit ?? (await this.#attempt(state, prepared, attempt, reason));
        if (!result) return unbegun;
        if ('source' in result) return result;
        if (result.status === 'ran') return { status: 'ran' };
        if (result.status === 'cancelled') return cancelled;
        const { damaged, retryable } = result;
        const error = result.error!;
        const failed: Failed = { status: 'failed', error, damaged };
        if (damaged !== null || !retryable || signal.aborted) return failed;
        unbegun = failed;
        await this.#admission.releaseLimits(state);
        const delay = backoff({ first: state.node.model.note.backoff }, attempt);
        this.#parts.events.emit('nodeRetrying', { node: state.node.label, attempt, delay, error });
        await pause(delay, signal);
      }
    } finally {
      const released = this.#admission.release(state, prepared);
      if (released) await released;
    }
  }

  /** Undefined where it was cancelled before it began: what never ran leaves nothing in the record. */
  async #attempt(
    state: NodeState,
    prepared: Prepared,
    attempt: number,
    reason: string,
  ): Promise<TaskResult | Hit | undefined> {
    const { executor, events } = this.#parts;
    const { label: node } = state.node;
    const job = makeJob(prepared, attempt, state.forced, this.#parts);
    let began = false;
    const result = await executor.execute(job, this.#admission.signalFor(state), {
      started: () => {
        began = true;
        this.#running.add(state);
        events.emit('nodeStarted', { node, attempt });
      },
      progress: (done, total) => events.emit('nodeProgress', { node, done, total }),
      log: (level, text) => events.emit('nodeLog', { node, level, text }),
    });
    this.#admission.leave();
    this.#running.delete(state);
    // After a failure it depends: nobody is to go on before this run is stopped by it.
    const released = result.status === 'failed' ? undefined : this.#admission.releaseLimits(state);
    if (released) await released;
    if (result.status === 'cancelled' && !began) return undefined;
    const why = attempt === 1 ? reason : whyAgain(attempt, state.error!, node);
    const hit = await this.#admission.commit(state, prepared, attemptEntry(prepared, job, result, why, this.#parts));
    if (hit !== null) return hit;
    state.attempts = attempt;
    state.ms += result.endedAt - result.startedAt;
    state.componentRun = job.componentRun;
    state.error = result.error;
    if (result.status === 'ran')
      state.source = { output: withoutPreview(result.output!), stored: withoutPreviews(result.stored) };
    return result;
  }
}
