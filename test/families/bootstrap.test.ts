import { describe, expect, test } from 'vitest';
import { compareFigures, confidenceInterval } from '../../src/families/bootstrap.ts';
import { weightedMean } from '../../src/families/rows.ts';
import { randoms, seed } from '../support/random.ts';

const random = randoms(seed);
const ones = (rows: number): Float64Array => new Float64Array(rows).fill(1);

describe('bootstrap', () => {
  test('an interval is the same for the same seed, and another one for another', () => {
    const values = Float64Array.from({ length: 200 }, random);
    const figure = (weights: Float64Array): number => weightedMean(weights, (row) => values[row]!);
    const interval = confidenceInterval(ones(200), figure, { seed: 7, rounds: 200 });
    expect(confidenceInterval(ones(200), figure, { seed: 7, rounds: 200 })).toEqual(interval);
    expect(confidenceInterval(ones(200), figure, { seed: 8, rounds: 200 })).not.toEqual(interval);
    expect(interval.lower).toBeLessThan(figure(ones(200)));
    expect(interval.upper).toBeGreaterThan(figure(ones(200)));
  });

  test('an interval of 90 % holds the true mean in about 90 of 100 samples', () => {
    let held = 0;
    for (let sample = 0; sample < 300; sample++) {
      const values = Float64Array.from({ length: 80 }, random);
      const { lower, upper } = confidenceInterval(ones(80), (weights) => weightedMean(weights, (row) => values[row]!), {
        seed: sample,
        rounds: 200,
        level: 0.9,
      });
      if (lower <= 0.5 && 0.5 <= upper) held += 1;
    }
    // Five standard deviations to either side.
    expect(held / 300).toBeGreaterThan(0.81);
    expect(held / 300).toBeLessThan(0.98);
  });

  test('a comparison on the same rows sees a difference that is smaller than what each of them varies by', () => {
    const hard = Float64Array.from({ length: 300 }, () => 10 * random());
    const first = (weights: Float64Array): number => weightedMean(weights, (row) => hard[row]!);
    const second = (weights: Float64Array): number => weightedMean(weights, (row) => hard[row]! + 0.01);
    const compared = compareFigures(ones(300), first, second, { rounds: 200 });
    expect(compared.difference).toBeCloseTo(0.01, 9);
    expect(compared.interval.lower).toBeGreaterThan(0);
    expect(compared.probabilityLarger).toBe(1);
    expect(compareFigures(ones(300), first, first, { rounds: 50 })).toMatchObject({
      difference: 0,
      probabilityLarger: 0.5,
    });
  });
});
