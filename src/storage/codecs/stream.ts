import { ReadStream } from 'node:fs';
import { Table } from '../../values/table/table.ts';
import { unreadableStream } from './errors.ts';

export type Stream = AsyncIterable<unknown> | Iterable<unknown>;

/**
 * Gives back what is read once and then gone: Node's and the web's streams, everything that is iterated asynchronously,
 * generators and other iterators; undefined for all else. Lists, maps and sets are values.
 */
export function streamOf(value: unknown): Stream | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Symbol.asyncIterator in value) return value as AsyncIterable<unknown>;
  const isIterator = Symbol.iterator in value && typeof (value as { next?: unknown }).next === 'function';
  return isIterator ? (value as Iterable<unknown>) : undefined;
}

/** The properties by which Node's streams and the web's tell about themselves. */
interface Known {
  readonly readableObjectMode?: boolean;
  readonly readableEncoding?: string | null;
  readonly readableDidRead?: boolean;
  readonly destroyed?: boolean;
  readonly locked?: boolean;
}

/** A stream that was begun: its first item is known before anyone takes it, and it can be closed by whoever has it. */
export class Opened implements AsyncIterable<unknown> {
  readonly holdsBytes: boolean;
  readonly holdsTables: boolean;
  readonly #stream: Stream;
  #first: IteratorResult<unknown> | undefined;
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;

  private constructor(
    stream: Stream,
    iterator: AsyncIterator<unknown> | Iterator<unknown>,
    first: IteratorResult<unknown>,
    raw: boolean,
  ) {
    this.#stream = stream;
    this.#iterator = iterator;
    this.#first = first;
    this.holdsTables = !first.done && Table.is(first.value);
    this.holdsBytes = first.done ? raw : first.value instanceof Uint8Array;
  }

  static async open(stream: Stream, label: string): Promise<Opened> {
    const known = stream as Known;
    if (known.readableDidRead || known.destroyed || known.locked)
      throw unreadableStream(label, 'it was read before', 'Read it once: here, or in the task.');
    if (known.readableEncoding)
      throw unreadableStream(label, 'it gives text in pieces', 'Leave out its encoding: then it gives bytes.');
    const iterator =
      Symbol.asyncIterator in stream
        ? stream[Symbol.asyncIterator]()
        : (stream as Iterable<unknown>)[Symbol.iterator]();
    return new Opened(stream, iterator, await iterator.next(), known.readableObjectMode === false);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return { next: () => this.#next(), return: () => this.close() };
  }

  /**
   * Nobody needs this chunk any more. A file's stream makes new memory for each: freed at once, it doesn't pile up to the
   * 64 MB at which V8 collects it.
   */
  letGo(chunk: Uint8Array): void {
    const stream = this.#stream;
    const isPlain = stream instanceof ReadStream && stream.constructor === ReadStream;
    const { buffer } = chunk;
    // A listener may keep what it hears.
    if (
      isPlain &&
      stream.listenerCount('data') === 0 &&
      buffer instanceof ArrayBuffer &&
      buffer.byteLength === chunk.byteLength
    )
      buffer.transfer(0);
  }

  /** The source may have files or connections open. */
  async close(): Promise<IteratorResult<unknown>> {
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<unknown>> {
    const first = this.#first;
    if (!first) return this.#iterator.next();
    // If it has ended at once, the end is told again.
    if (!first.done) this.#first = undefined;
    return first;
  }
}
