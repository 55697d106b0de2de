import { Fifo } from '../values/fifo.ts';

export interface ReadyParts<T> {
  readonly take: (item: T) => Promise<void>;
  readonly lost: (error: unknown) => void;
  readonly limit: number;
}

/** A queue that takes up a limited number of items at a time: what waits is an entry in an array, not a promise. */
export class ReadyQueue<T> {
  readonly #take: (item: T) => Promise<void>;
  readonly #lost: (error: unknown) => void;
  readonly #limit: number;
  readonly #queue = new Fifo<T>();
  #taken = 0;

  /** `lost` is told where `take` rejects. */
  constructor({ take, lost, limit }: ReadyParts<T>) {
    this.#take = take;
    this.#lost = lost;
    this.#limit = limit;
  }

  push(item: T): void {
    this.#queue.join(item);
    this.#pump();
  }

  /** One that was taken up waits for something, and others are taken up in the meantime. */
  away(): void {
    this.#release();
  }

  /** It goes on; `take` ends with it. */
  back(): void {
    this.#taken += 1;
  }

  #pump(): void {
    while (this.#taken < this.#limit && !this.#queue.isEmpty) {
      this.#taken += 1;
      void this.#take(this.#queue.shift()!).then(this.#release, this.#lose);
    }
  }

  readonly #lose = (error: unknown): void => {
    this.#lost(error);
    this.#release();
  };

  readonly #release = (): void => {
    this.#taken -= 1;
    this.#pump();
  };
}
