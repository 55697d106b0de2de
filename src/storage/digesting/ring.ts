/** Each one costs waking a thread. */
const slotSize = 256 * 1024;
const slots = 8;

/** The places in the control block: slots filled and emptied; one more than all, once that is known; their sizes. */
const [filled, emptied, closed, sizes] = [0, 1, 2, 3] as const;

/** The memory that two threads share. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

export const ringMemory = (): RingMemory => ({
  control: new SharedArrayBuffer(4 * (sizes + slots)),
  bytes: new SharedArrayBuffer(slots * slotSize),
});

const slotOf = (bytes: Uint8Array, count: number): Uint8Array =>
  bytes.subarray((count % slots) * slotSize, ((count % slots) + 1) * slotSize);

/** Copies bytes for another thread; it never blocks, because it is where tasks run. */
export class RingWriter {
  readonly #control: Int32Array;
  readonly #bytes: Uint8Array;
  #filled = 0;
  #size = 0;

  constructor({ control, bytes }: RingMemory) {
    this.#control = new Int32Array(control);
    this.#bytes = new Uint8Array(bytes);
  }

  /** Undefined where all of it had room at once. */
  put(bytes: Uint8Array): Promise<void> | undefined {
    const left = this.#take(bytes);
    return left && this.#putLater(left);
  }

  close(): void {
    if (this.#size > 0) this.#publish();
    Atomics.store(this.#control, closed, this.#filled + 1);
    // Wakes whoever waits for more.
    Atomics.add(this.#control, filled, 1);
    Atomics.notify(this.#control, filled);
  }

  async #putLater(bytes: Uint8Array): Promise<void> {
    for (let left: Uint8Array | undefined = bytes; left; left = this.#take(left)) {
      const seen = Atomics.load(this.#control, emptied);
      if (this.#filled - seen < slots) continue;
      const room = Atomics.waitAsync(this.#control, emptied, seen);
      if (room.async) await room.value;
    }
  }

  /** Takes in as many bytes as there is room for, and gives the rest; undefined where there is none. */
  #take(bytes: Uint8Array): Uint8Array | undefined {
    for (let from = 0; ;) {
      if (from === bytes.byteLength) return undefined;
      if (this.#size === 0 && this.#filled - Atomics.load(this.#control, emptied) >= slots) return bytes.subarray(from);
      const to = Math.min(bytes.byteLength, from + slotSize - this.#size);
      slotOf(this.#bytes, this.#filled).set(bytes.subarray(from, to), this.#size);
      this.#size += to - from;
      from = to;
      if (this.#size === slotSize) this.#publish();
    }
  }

  #publish(): void {
    this.#control[sizes + (this.#filled % slots)] = this.#size;
    this.#filled += 1;
    this.#size = 0;
    Atomics.store(this.#control, filled, this.#filled);
    Atomics.notify(this.#control, filled);
  }
}

/** Reads what was put, in a thread that may block. Each piece is gone when the next one is asked for. */
export function* readRing({ control, bytes }: RingMemory): Generator<Uint8Array> {
  const counts = new Int32Array(control);
  const all = new Uint8Array(bytes);
  for (let count = 0; ; count++) {
    while (Atomics.load(counts, filled) === count) Atomics.wait(counts, filled, count);
    if (Atomics.load(counts, closed) === count + 1) return;
    yield slotOf(all, count).subarray(0, counts[sizes + (count % slots)]);
    Atomics.add(counts, emptied, 1);
    Atomics.notify(counts, emptied);
  }
}
