import type { UserError } from '../../errors.ts';
import { unrun } from '../../executors/job-message.ts';
import type { Executor, JobListener, TaskJob, TaskResult } from '../../runtime/job.ts';
import { describeThrown } from '../../runtime/describe-thrown.ts';
import { arriveAt } from '../container/relocate.ts';
import { inputHereOnly } from './errors.ts';
import { type LayersByName, bucketOf } from './layers.ts';

/**
 * An executor elsewhere, as this project sees it: nothing is sent that could not be read there, and places are those of
 * here.
 */
export class RemoteExecutor implements Executor {
  readonly concurrency: number;
  readonly #elsewhere: Executor;
  readonly #layers: LayersByName;
  readonly #root: string;

  /** `root`: the project's folder, links followed. */
  constructor(elsewhere: Executor, layers: LayersByName, root: string) {
    this.#elsewhere = elsewhere;
    this.#layers = layers;
    this.#root = root;
    this.concurrency = elsewhere.concurrency;
  }

  placeOf(task: string): string {
    return this.#elsewhere.placeOf(task);
  }

  async execute(job: TaskJob, signal: AbortSignal, listener: JobListener): Promise<TaskResult> {
    const refusal = this.#outOfReach(job);
    if (refusal) return unrun('failed', describeThrown(refusal));
    return arriveAt(await this.#elsewhere.execute(job, signal, listener), this.#root);
  }

  close(): Promise<void> {
    return this.#elsewhere.close();
  }

  /** An earlier run may have had other settings. */
  #outOfReach({ node, inputs }: TaskJob): UserError | undefined {
    for (const { field, sources } of inputs) {
      for (const { output, stored } of sources) {
        const found = [output, ...stored].find(({ key, layer }) => key !== null && !bucketOf(layer, this.#layers));
        if (found) return inputHereOnly(node, field, found.layer);
      }
    }
    return undefined;
  }
}
