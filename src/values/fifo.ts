/** First come, first served. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;
  /** Items that have left before their turn, and are still in the list. */
  readonly #left = new Set<T>();

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  get isEmpty(): boolean {
    return this.#head >= this.#items.length;
  }

  join(item: T): void {
    this.#items.push(item);
  }

  /** Takes the first one out; undefined where there is none. */
  shift(): T | undefined {
    if (this.isEmpty) return undefined;
    const first = this.#items[this.#head];
    this.#advance();
    return first;
  }

  /** Lets one go, wherever in the line it is. */
  leave(item: T): void {
    this.#left.add(item);
    if (this.first === item) this.#advance();
  }

  #advance(): void {
    this.#left.delete(this.#items[this.#head]!);
    this.#head += 1;
    while (this.#left.size > 0 && !this.isEmpty && this.#left.delete(this.#items[this.#head]!)) this.#head += 1;
    // A long line must not keep all of its past alive.
    if (this.#head < 1024 || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = this.#head; i < this.#items.length; i++) if (!this.#left.has(this.#items[i]!)) yield this.#items[i]!;
  }
}
