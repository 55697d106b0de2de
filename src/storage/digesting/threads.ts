import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../modules/own-package.ts';
import { type RingMemory, RingWriter, ringMemory } from './ring.ts';
import type { Sums } from './sums.ts';

const entry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/storage/digesting/thread.ts' : 'dist/digesting.js',
);

/** One core is for the tasks. */
const maxThreads = availableParallelism() - 1;
const idle: Thread[] = [];
let alive = 0;

/** A thread and the memory by which it is fed. It keeps no process alive that has nothing else to do. */
class Thread {
  readonly #worker = new Worker(entry, { execArgv: [], env: {} });
  readonly #memory: RingMemory = ringMemory();

  constructor() {
    alive += 1;
    this.#worker.unref();
    this.#worker.once('exit', () => {
      alive -= 1;
      if (idle.includes(this)) idle.splice(idle.indexOf(this), 1);
    });
  }

  begin(withBlocks: boolean): Session {
    new Int32Array(this.#memory.control).fill(0);
    this.#worker.ref();
    // Rejects when the thread dies.
    const sums = once(this.#worker, 'message').then(([said]) => said as Sums);
    this.#worker.postMessage({ memory: this.#memory, withBlocks });
    const rest = (): void => {
      this.#worker.unref();
      idle.push(this);
    };
    sums.then(rest, () => undefined);
    return { ring: new RingWriter(this.#memory), sums };
  }
}

/** One stream that a thread digests. */
export interface Session {
  readonly ring: RingWriter;
  /** Once the ring is closed. */
  readonly sums: Promise<Sums>;
}

/** Undefined where all that there may be are at work, or none can be had: whoever asks does it himself. */
export function beginSession(withBlocks: boolean): Session | undefined {
  try {
    const thread = idle.pop() ?? (alive < maxThreads ? new Thread() : undefined);
    return thread?.begin(withBlocks);
  } catch {
    return undefined;
  }
}
