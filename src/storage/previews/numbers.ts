import { Histogram } from './histogram.ts';

/** Figures about numbers that come one by one: exact but for rounding, in memory of one size. */
export class Numbers {
  count = 0;
  min = Infinity;
  max = -Infinity;
  /** Whether all are integers. */
  isWhole = true;
  readonly histogram = new Histogram();
  #mean = 0;
  /** The sum of squared differences from the mean, by Welford's method. */
  #squares = 0;

  /** Finite numbers only. */
  add(value: number): void {
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.isWhole && !Number.isInteger(value)) this.isWhole = false;
    const difference = value - this.#mean;
    this.#mean += difference / this.count;
    this.#squares += difference * (value - this.#mean);
    this.histogram.add(value);
  }

  get mean(): number {
    return this.#mean;
  }

  /** The standard deviation of all numbers, not an estimate from a sample. */
  get deviation(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.#squares / this.count);
  }
}
