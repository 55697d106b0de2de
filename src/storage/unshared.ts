import { UserMistake } from '../errors.ts';
import type { StorageDriver } from './driver.ts';

/** A worker was to use what only the run's own process has. */
export class MemoryNotShared extends UserMistake {
  constructor(key: string) {
    super('MEMORY_NOT_SHARED', `${key} is kept in the memory of the run's own process, where no worker can reach it.`, {
      next: 'Keep it in a folder, or run the task that uses it with `isolate: false`.',
    });
  }
}

/** Stands in a worker for a layer in memory: bytes put there would be lost with it. */
export class UnsharedDriver implements StorageDriver {
  readonly kind = 'memory';

  place(key: string): string {
    return `memory:${key}`;
  }

  async put(key: string): Promise<void> {
    throw new MemoryNotShared(key);
  }

  async get(key: string): Promise<Uint8Array> {
    throw new MemoryNotShared(key);
  }

  // oxlint-disable-next-line require-yield -- there is nothing to give
  async *stream(key: string): AsyncIterable<Uint8Array> {
    throw new MemoryNotShared(key);
  }

  async size(): Promise<undefined> {
    return undefined;
  }

  async remove(key: string): Promise<void> {
    throw new MemoryNotShared(key);
  }

  async *list(): AsyncIterable<string> {
    // Nothing is here.
  }
}
