import { setImmediate } from 'node:timers';
import { pause } from '../values/pause.ts';
import type { LineageQueue } from './api.ts';
import type { SentCall } from './protocol.ts';
import type { Writer } from './record-writer.ts';

/** The milliseconds within which calls go together. Nothing waits longer, so no more than this is lost by SIGKILL. */
const window = 100;
/** Enough for one transaction. */
const groupWeight = 1000;
const limit = 20_000;
/** A record that doesn't keep up holds up a call for no longer. */
const maxHold = 1000;

/** Gathers calls and sends them on: the first one at once, what comes soon after it together. */
export class Outbox {
  readonly #writer: Writer;
  #waiting: SentCall[] = [];
  #weight = 0;
  /** Messages that were sent and are not done with: number, calls, weight. */
  readonly #sent: { readonly n: number; readonly calls: number; readonly weight: number }[] = [];
  #sentCalls = 0;
  #sentWeight = 0;
  #lastSent = -Infinity;
  #isPlanned = false;
  #held = 0;
  #dropped = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  get pressure(): LineageQueue {
    this.settle();
    const { lost } = this.#writer;
    return { waiting: this.#waiting.length + this.#sentCalls, limit, held: this.#held, lost: lost + this.#dropped };
  }

  get isFull(): boolean {
    return this.#weight + this.#sentWeight >= limit;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(call: SentCall): void {
    // Twice as full as it may be: the record has not kept up for long, and memory ends some time.
    if (this.#weight + this.#sentWeight >= 2 * limit) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(call);
    this.#weight += weightOf(call);
    if (this.#weight >= groupWeight) this.send();
    else if (!this.#isPlanned) this.#plan();
  }

  /** Until there is room. Only to be asked for while it {@link isFull}. */
  async room(): Promise<void> {
    this.#held += 1;
    this.send();
    this.#room ??= Promise.withResolvers();
    const done = new AbortController();
    await Promise.race([this.#room.promise, pause(maxHold, done.signal)]);
    done.abort();
  }

  /** The same for whom can't wait otherwise: holds up the thread. */
  hold(): void {
    this.#held += 1;
    this.send();
    const [oldest] = this.#sent;
    if (oldest) this.#writer.waitFor(oldest.n, maxHold);
    this.settle();
  }

  /** Sends what is waiting; gives the last message there is. */
  send(): number {
    this.#isPlanned = false;
    this.#lastSent = performance.now();
    if (this.#waiting.length > 0) {
      const n = this.#writer.send({ kind: 'calls', calls: JSON.stringify(this.#waiting) }, this.#waiting.length);
      this.#sent.push({ n, calls: this.#waiting.length, weight: this.#weight });
      this.#sentCalls += this.#waiting.length;
      this.#sentWeight += this.#weight;
      this.#waiting = [];
      this.#weight = 0;
    }
    return this.#sent.at(-1)?.n ?? 0;
  }

  /** Notices what has been done. */
  settle(): void {
    const { done } = this.#writer;
    let first = this.#sent[0];
    while (first && first.n <= done) {
      this.#sentCalls -= first.calls;
      this.#sentWeight -= first.weight;
      this.#sent.shift();
      first = this.#sent[0];
    }
    if (this.#room && !this.isFull) {
      this.#room.resolve();
      this.#room = undefined;
    }
  }

  #plan(): void {
    this.#isPlanned = true;
    const send = (): void => void (this.#isPlanned && this.send());
    if (performance.now() - this.#lastSent > window) setImmediate(send).unref();
    else setTimeout(send, window).unref();
  }
}

/** One counts one; many ids and large values count more. */
function weightOf({ inputs, outputs, outputIds, params }: SentCall): number {
  let bytes = params.length;
  for (const { text } of inputs) bytes += text?.length ?? 0;
  for (const { text } of outputs) bytes += text?.length ?? 0;
  return 1 + (inputs.length + outputs.length + outputIds.length) / 10 + bytes / 1000;
}
