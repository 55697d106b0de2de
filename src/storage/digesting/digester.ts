import { type Sums, Summing } from './sums.ts';
import type { Session } from './threads.ts';

/** The size from which bytes are digested in a thread: for less, it would cost more than it saves. */
const worthAThread = 4 * 1024 * 1024;

export interface DigesterOptions {
  /** Whether parts of it are to be checked by themselves later. */
  readonly withBlocks: boolean;
  /** The number of bytes that will come, where that is known. */
  readonly size?: number;
}

/** Digests bytes as they go by: small ones in the end, large ones beside whatever else is done with them. */
export class Digester {
  readonly #withBlocks: boolean;
  /** The bytes that came before anybody knew how many there would be. */
  #held: Uint8Array[] | undefined;
  #heldSize = 0;
  #session: Session | undefined;
  #here: Summing | undefined;

  constructor({ withBlocks, size }: DigesterOptions) {
    this.#withBlocks = withBlocks;
    if (size === undefined) this.#held = [];
    else if (size < worthAThread) this.#here = new Summing(withBlocks);
  }

  /** The bytes may be used for something else afterwards. A promise where there was no room for them at once. */
  add(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#here) return this.#here.add(bytes) as undefined;
    if (this.#session) return this.#session.ring.put(bytes);
    if (this.#held && this.#heldSize + bytes.byteLength < worthAThread) {
      this.#held.push(new Uint8Array(bytes));
      this.#heldSize += bytes.byteLength;
      return undefined;
    }
    return this.#begin(bytes);
  }

  async end(): Promise<Sums> {
    if (this.#session) return this.#close(this.#session);
    const here = (this.#here ??= new Summing(this.#withBlocks));
    for (const piece of this.#held ?? []) here.add(piece);
    return here.end();
  }

  /** Nobody wants to know any more. */
  abandon(): void {
    if (this.#session) this.#close(this.#session).catch(() => undefined);
  }

  /** Its memory is somebody else's from then on. */
  #close({ ring, sums }: Session): Promise<Sums> {
    this.#session = undefined;
    ring.close();
    return sums;
  }

  async #begin(bytes: Uint8Array): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    const { beginSession } = await import('./threads.ts');
    this.#session = beginSession(this.#withBlocks);
    if (!this.#session) this.#here = new Summing(this.#withBlocks);
    for (const piece of [...held, bytes]) await this.add(piece);
  }
}
