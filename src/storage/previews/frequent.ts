import { Distinct, hashOf } from './distinct.ts';
import { own } from './redactor.ts';

/** So many values are counted one by one. */
export const maxCounted = 200;
/** Longer texts are told apart by their beginning and a hash. */
const longest = 100;
/** Where that many times nearly all places were taken by values that came once, new values get a place rarely. */
const recountFactor = 3;
const rarely = 16;

type Key = string | number | boolean;

interface Counter {
  count: number;
}

/**
 * Counts values in bounded memory. While there are few different ones, exactly. Then how many there are is estimated,
 * and frequent ones are found by Misra and Gries: where there is no place left, everyone loses one, and who has nothing
 * left its place. So a count is never too high, and what comes often has a place.
 */
export class Frequent {
  readonly #counts = new Map<Key, Counter>();
  #distinct: Distinct | undefined;
  /** Without frequent ones, where values are many: for numbers a histogram tells more. */
  readonly #few: boolean;
  #vain = 0;
  #turnedAway = 0;

  constructor({ few = false } = {}) {
    this.#few = few;
  }

  add(value: Key): void {
    const key = typeof value === 'string' && value.length > longest ? keyOf(value) : value;
    if (this.#distinct) {
      this.#distinct.add(hash(key));
      if (this.#few) return;
    }
    const counter = this.#counts.get(key);
    if (counter) counter.count += 1;
    else if (this.#counts.size < maxCounted) this.#begin(key);
    else this.#full(key);
  }

  get distinct(): { readonly count: number; readonly exact: boolean } {
    if (!this.#distinct) return { count: this.#counts.size, exact: true };
    return { count: Math.max(maxCounted + 1, this.#distinct.estimate()), exact: false };
  }

  /** Gives the values that come most often; of very many, without those that came once. */
  top(most: number): { readonly value: Key; readonly count: number }[] {
    const all = Array.from(this.#counts, ([value, { count }]) => ({ value, count }));
    const often = this.#distinct ? all.filter(({ count }) => count > 1) : all;
    return often.sort((a, b) => b.count - a.count).slice(0, most);
  }

  #begin(key: Key): void {
    if (this.#vain === recountFactor && this.#turnedAway++ % rarely !== 0) return;
    this.#counts.set(typeof key === 'string' ? own(key) : key, { count: 1 });
  }

  #full(key: Key): void {
    if (!this.#distinct) {
      this.#distinct = new Distinct();
      for (const one of this.#counts.keys()) this.#distinct.add(hash(one));
      this.#distinct.add(hash(key));
      if (this.#few) return this.#counts.clear();
    }
    for (const [one, counter] of this.#counts) {
      counter.count -= 1;
      if (counter.count === 0) this.#counts.delete(one);
    }
    if (this.#vain < recountFactor) this.#vain = this.#counts.size < maxCounted / 10 ? this.#vain + 1 : 0;
  }
}

const hash = (key: Key): number => hashOf(typeof key === 'boolean' ? Number(key) : key);

const keyOf = (text: string): string => `${text.slice(0, longest)}…${hashOf(text).toString(16)}`;
