import { messageOf } from '../../errors.ts';
import { pages } from '../../values/pages.ts';
import type { JobKind } from './container.ts';
import type { Service } from './service.ts';

/** Where one has read to, in each of the streams of a job. */
class Reader {
  readonly #service: Pick<Service, 'logStreams' | 'logEvents'>;
  readonly #kind: JobKind;
  readonly #name: string;
  readonly #places = new Map<string, string | undefined>();

  constructor(service: Pick<Service, 'logStreams' | 'logEvents'>, kind: JobKind, name: string) {
    this.#service = service;
    this.#kind = kind;
    this.#name = name;
  }

  /** Reads what has come since. `anew`: a job that was started again has one more stream. */
  async *news(anew: boolean): AsyncGenerator<string> {
    if (anew || this.#places.size === 0) {
      const found = await this.#service.logStreams(this.#kind, this.#name);
      for (const stream of found) if (!this.#places.has(stream)) this.#places.set(stream, undefined);
    }
    for (const [stream, start] of this.#places) {
      const read = pages(
        (from: string | undefined) => this.#service.logEvents(this.#kind, stream, from),
        ({ next }) => next,
        start,
      );
      for await (const { lines, next } of read) {
        yield* lines;
        if (next !== undefined) this.#places.set(stream, next);
      }
    }
  }
}

/** All that a job has printed until now. */
export const linesOf = (
  service: Pick<Service, 'logStreams' | 'logEvents'>,
  kind: JobKind,
  name: string,
): AsyncGenerator<string> => new Reader(service, kind, name).news(true);

interface Tailed {
  readonly reader: Reader;
  readonly heard: (line: string) => void;
  /** One reads at a time, so that lines keep their order. */
  reading: Promise<void>;
}

/** Listens to what running jobs print: all of them in turn, once in an interval. `key` tells who listens. */
export class LogTail {
  readonly #service: Pick<Service, 'logStreams' | 'logEvents'>;
  readonly #interval: number;
  readonly #jobs = new Map<string, Tailed>();
  #timer: NodeJS.Timeout | undefined;
  #isAtWork = false;

  constructor(service: Pick<Service, 'logStreams' | 'logEvents'>, interval: number) {
    this.#service = service;
    this.#interval = interval;
  }

  follow(key: string, kind: JobKind, name: string, heard: (line: string) => void): void {
    this.#jobs.set(key, { reader: new Reader(this.#service, kind, name), heard, reading: Promise.resolve() });
    this.#plan();
  }

  /** Hears what is left, and then no more. */
  async finish(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (!job) return;
    this.#jobs.delete(key);
    await this.#read(job, true);
    if (this.#jobs.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(): void {
    if (this.#timer || this.#isAtWork || this.#jobs.size === 0) return;
    this.#timer = setTimeout(() => void this.#round(), this.#interval);
  }

  async #round(): Promise<void> {
    this.#timer = undefined;
    this.#isAtWork = true;
    await Promise.all([...this.#jobs.values()].map((job) => this.#read(job, false)));
    this.#isAtWork = false;
    this.#plan();
  }

  #read(job: Tailed, isLast: boolean): Promise<void> {
    job.reading = this.#hear(job, job.reading, isLast);
    return job.reading;
  }

  async #hear({ reader, heard }: Tailed, before: Promise<void>, isLast: boolean): Promise<void> {
    await before;
    try {
      for await (const line of reader.news(isLast)) heard(line);
    } catch (error) {
      // What is heard of a job is no part of what becomes of it.
      if (isLast) heard(`Its logs can't be read: ${messageOf(error)}`);
    }
  }
}
