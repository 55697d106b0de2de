import type { HistogramPreview } from './preview.ts';

/** Kept while numbers come; as many as people are shown are left in the end. */
const kept = 64;
const shown = 20;
/** Bins are never narrower than this power of two: its reciprocal is a number. */
const finest = -1022;
const maxFinite = Number.MAX_VALUE;

/**
 * Counts numbers in equally wide bins, in one pass, exactly. The width is a power of two and every bin begins at a
 * multiple of it: where a number lies outside, neighbours are put together until all have room. So the range needs not
 * be known before, and the order of the numbers changes nothing.
 */
export class Histogram {
  /** The width's power of two, and its reciprocal. */
  #exponent = finest;
  #inverse = 0;
  /** The index of the first bin. */
  #low = 0;
  #counts = new Float64Array(kept);
  #isEmpty = true;

  /** Finite numbers only. */
  add(value: number): void {
    const index = Math.floor(value * this.#inverse) - this.#low;
    if (index >= 0 && index < kept && !this.#isEmpty) this.#counts[index]! += 1;
    else this.#widen(value);
  }

  /** `whole`: all numbers are, and so bins narrower than 1 would say nothing. */
  finish(whole: boolean): HistogramPreview | null {
    if (this.#isEmpty) return null;
    for (;;) {
      const [first, last] = this.#used();
      if (last - first >= shown || (whole && this.#exponent < 0 && last > first)) {
        this.#halve(1, this.#low);
        continue;
      }
      const width = 2 ** this.#exponent;
      const at = (bin: number): number => Math.min(Math.max((this.#low + bin) * width, -maxFinite), maxFinite);
      return { from: at(first), to: at(last + 1), counts: [...this.#counts.subarray(first, last + 1)] };
    }
  }

  /** The first and the last bin that has any. */
  #used(): [first: number, last: number] {
    let [first, last] = [0, kept - 1];
    while (this.#counts[first] === 0) first += 1;
    while (this.#counts[last] === 0) last -= 1;
    return [first, last];
  }

  #widen(value: number): void {
    // Fine enough that every index of it is a safe integer, and no finer.
    const least = Math.max(finest, exponentOf(value) - 50);
    if (this.#isEmpty) {
      this.#isEmpty = false;
      this.#exponent = least;
      this.#inverse = 2 ** -least;
      this.#low = Math.floor(value * this.#inverse);
      this.#counts[0] = 1;
      return;
    }
    if (least > this.#exponent) this.#halve(least - this.#exponent, this.#low + this.#used()[0]);
    for (;;) {
      const [first, last] = this.#used();
      const index = Math.floor(value * this.#inverse);
      const low = Math.min(index, this.#low + first);
      const high = Math.max(index, this.#low + last);
      if (high - low < kept) {
        this.#halve(0, low);
        this.#counts[index - low]! += 1;
        return;
      }
      // From the first that is used: all that are have room there, and the new one need not yet.
      this.#halve(Math.max(1, Math.floor(Math.log2((high - low) / kept))), this.#low + first);
    }
  }

  /** Puts each 2^steps neighbours together, and begins at the bin that holds `low`, an index of now. */
  #halve(steps: number, low: number): void {
    const factor = 2 ** -steps;
    const begin = Math.floor(low * factor);
    const counts = new Float64Array(kept);
    for (let i = 0; i < kept; i++) {
      const count = this.#counts[i]!;
      if (count > 0) counts[Math.floor((this.#low + i) * factor) - begin]! += count;
    }
    this.#counts = counts;
    this.#low = begin;
    this.#exponent += steps;
    this.#inverse = 2 ** -this.#exponent;
  }
}

/** Gives the exponent of the power of two at or below a number. */
function exponentOf(value: number): number {
  return value === 0 ? finest : Math.floor(Math.log2(Math.abs(value)));
}
