/** The items of a long list that did not come in yet. They are asked for when there is room for them. */
export class LazyTail<T> {
  readonly #items: Iterator<T>;
  /** How many are left, where the list knows its length. */
  left: number | undefined;
  isOver = false;
  #next: IteratorResult<T, unknown>;

  /** `first` was asked for already, to know that there is one. */
  constructor(items: Iterator<T>, first: IteratorResult<T, unknown>, left: number | undefined) {
    this.#items = items;
    this.#next = first;
    this.left = left;
  }

  take(count: number): T[] {
    const taken: T[] = [];
    while (taken.length < count && !this.#next.done) {
      taken.push(this.#next.value);
      this.#next = this.#items.next();
    }
    this.isOver = this.#next.done === true;
    if (this.left !== undefined) this.left -= taken.length;
    return taken;
  }
}

/** The first items of a list, and the rest where there are more. */
export function takeFirst<T>(list: Iterable<T>, count: number): { readonly items: T[]; readonly rest?: LazyTail<T> } {
  const { length } = list as { readonly length?: unknown };
  if (Array.isArray(list) && list.length <= count) return { items: list };
  const iterator = list[Symbol.iterator]();
  const rest = new LazyTail(iterator, iterator.next(), typeof length === 'number' ? length : undefined);
  const items = rest.take(count);
  return rest.isOver ? { items } : { items, rest };
}
