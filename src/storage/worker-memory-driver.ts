import { type UserError, userError } from '../errors.ts';
import type { StorageDriver } from './driver.ts';

/** A worker was to use what only the run's own process has. */
export const memoryNotShared = userError('MEMORY_NOT_SHARED', (key: string) => ({
  message: `${key} is kept in the memory of the run's own process, where no worker can reach it.`,
  next: 'Keep it in a folder, or run the task that uses it with `isolate: false`.',
}));

/** A job on another machine was to use what only this one has. */
export const layerOutOfReach = userError('LAYER_OUT_OF_REACH', (key: string, kind: string) => {
  const where = kind === 'folder' ? 'in a folder of the machine' : 'in the memory of the process';
  return {
    message: `${key} is kept ${where} that the run was started on, which a job elsewhere can't reach.`,
    next: "Keep it in a bucket, or let the task that uses it stay there with @Task({ on: 'here' }).",
  };
});

/** Stands for a layer that can't be reached from here: bytes put there would be lost. */
export class WorkerMemoryDriver implements StorageDriver {
  readonly kind: string;
  readonly #refusal: (key: string) => UserError;

  constructor(kind = 'memory', refusal: (key: string) => UserError = (key) => memoryNotShared(key)) {
    this.kind = kind;
    this.#refusal = refusal;
  }

  place(key: string): string {
    return `${this.kind}:${key}`;
  }

  async put(key: string): Promise<void> {
    throw this.#refusal(key);
  }

  async get(key: string): Promise<Uint8Array> {
    throw this.#refusal(key);
  }

  // oxlint-disable-next-line require-yield -- there is nothing to give
  async *stream(key: string): AsyncIterable<Uint8Array> {
    throw this.#refusal(key);
  }

  async size(): Promise<undefined> {
    return undefined;
  }

  async remove(key: string): Promise<void> {
    throw this.#refusal(key);
  }

  async *list(): AsyncIterable<string> {
    // Nothing is here.
  }
}
