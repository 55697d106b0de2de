/** First come, first served. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;
  /** Items that have left before their turn, and are still in the list. */
  readonly #left = new Set<T>();

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  join(item: T): void {
    this.#items.push(item);
  }

  /** Lets one go, wherever in the line it is. */
  leave(item: T): void {
    this.#left.add(item);
    if (this.first === item) this.#advance();
  }

  #advance(): void {
    do {
      this.#left.delete(this.#items[this.#head]!);
      this.#head += 1;
    } while (this.#head < this.#items.length && this.#left.has(this.#items[this.#head]!));
    // A long line must not keep all of its past alive.
    if (this.#head < 1024 || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = this.#head; i < this.#items.length; i++) if (!this.#left.has(this.#items[i]!)) yield this.#items[i]!;
  }
}
