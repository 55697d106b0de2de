/** By the bytes of UTF-8, as S3 lists: other than by UTF-16 where a character is two units. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters behind all others. */
const weight = (unit: number): number => (unit >= 0xd8_00 && unit <= 0xdf_ff ? unit + 0x1_00_00 : unit);

/** Keys in their order. */
export class SortedKeys {
  readonly #keys: string[];

  constructor(keys: Iterable<string>) {
    this.#keys = [...keys].sort(compareKeys);
  }

  get size(): number {
    return this.#keys.length;
  }

  at(index: number): string {
    return this.#keys[index]!;
  }

  add(key: string): void {
    const index = this.from(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.from(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** The first that is not before this one. */
  from(key: string): number {
    return this.#first((one) => compareKeys(one, key) >= 0);
  }

  /** The first behind this one. */
  after(key: string): number {
    return this.#first((one) => compareKeys(one, key) > 0);
  }

  /** The first behind all that begin so. */
  afterPrefix(prefix: string): number {
    return this.#first((one) => compareKeys(one, prefix) > 0 && !one.startsWith(prefix));
  }

  #first(holds: (key: string) => boolean): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#keys[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
