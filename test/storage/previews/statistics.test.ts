import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column } from '../../../src/storage/previews/column.ts';
import { Distinct, hashOf } from '../../../src/storage/previews/distinct.ts';
import { Frequent, maxCounted } from '../../../src/storage/previews/frequent.ts';
import { Histogram } from '../../../src/storage/previews/histogram.ts';
import { Numbers } from '../../../src/storage/previews/numbers.ts';
import { Sampling, allLooked } from '../../../src/storage/previews/sampling.ts';
import { Redactor } from '../../../src/storage/previews/redactor.ts';

/** Of all sizes, but not so far from each other that dividing one by the other gives nothing. */
const finite = fc.double({ min: -1e100, max: 1e100, noNaN: true }).map((one) => (Math.abs(one) < 1e-200 ? 0 : one));
const usual = fc.oneof(
  fc.integer(),
  finite.filter((one) => Math.abs(one) < 1e6),
);

function histogramOf(list: readonly number[], whole = false) {
  const histogram = new Histogram();
  for (const one of list) histogram.add(one);
  return histogram.finish(whole)!;
}

describe('statistics of previews: histogram', () => {
  it('counts every number in its bin, whatever the sizes and the order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(finite, usual), { minLength: 1, maxLength: 200 }), (list) => {
        const { from, to, counts } = histogramOf(list);
        const [low, high] = [from as number, to as number];
        expect(counts.length).toBeLessThanOrEqual(20);
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(list.length);
        // The first and the last bin are of some use.
        expect(counts[0]).toBeGreaterThan(0);
        expect(counts.at(-1)).toBeGreaterThan(0);
        const width = (high - low) / counts.length;
        const expected = counts.map(() => 0);
        for (const one of list) expected[Math.floor(one / width) - low / width]! += 1;
        expect(counts).toEqual(expected);
      }),
    );
  });

  it('covers the largest and the smallest numbers', () => {
    const ends = [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 5e-324, Number.MAX_SAFE_INTEGER];
    const { counts, from, to } = histogramOf(ends);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(ends.length);
    expect([from, to]).toEqual([-Number.MAX_VALUE, Number.MAX_VALUE]);
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(usual, { minLength: 1 }), (list) => {
        expect(histogramOf(list.toSorted((a, b) => a - b))).toEqual(histogramOf(list));
      }),
    );
  });

  it('has ten to twenty bins when values differ, and none narrower than 1 for integers', () => {
    expect(histogramOf(Array.from({ length: 1000 }, (_, i) => i)).counts.length).toBe(16);
    expect(histogramOf(Array.from({ length: 1000 }, (_, i) => i / 1e6)).counts.length).toBeGreaterThanOrEqual(10);
    expect(histogramOf([0, 1, 1, 3], true)).toEqual({ from: 0, to: 4, counts: [1, 2, 0, 1] });
  });
});

it('statistics of previews: mean, deviation, min and max are those of all numbers', () => {
  fc.assert(
    fc.property(fc.array(usual, { minLength: 1, maxLength: 300 }), (list) => {
      const numbers = new Numbers();
      for (const one of list) numbers.add(one);
      const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
      const variance = list.reduce((sum, one) => sum + (one - mean) ** 2, 0) / list.length;
      expect(numbers.min).toBe(Math.min(...list));
      expect(numbers.max).toBe(Math.max(...list));
      expect(numbers.mean).toBeCloseTo(mean, 3);
      expect(numbers.deviation).toBeCloseTo(Math.sqrt(variance), 2);
      expect(numbers.isWhole).toBe(list.every(Number.isInteger));
    }),
  );
});

it('statistics of previews: deviation keeps its digits when numbers are far from zero', () => {
  const numbers = new Numbers();
  for (let i = 0; i < 1000; i++) numbers.add(1e9 + (i % 2));
  expect(numbers.deviation).toBeCloseTo(0.5, 6);
});

describe('statistics of previews: distinct values', () => {
  it.each([10, 3000, 100_000])('are estimated to some percent: %i', (count) => {
    for (const make of [(i: number) => i * 0.37, (i: number) => `machine ${i}`]) {
      const distinct = new Distinct();
      for (let i = 0; i < count; i++) for (let twice = 0; twice < 2; twice++) distinct.add(hashOf(make(i)));
      expect(Math.abs(distinct.estimate() - count)).toBeLessThanOrEqual(Math.max(1, 0.08 * count));
    }
  });

  it('are counted exactly while they are few', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.boolean()), { maxLength: 150 }), (list) => {
        const values = new Frequent();
        for (const one of list) values.add(one);
        expect(values.distinct).toEqual({ count: new Set(list).size, exact: true });
        for (const { value, count } of values.top(5)) expect(list.filter((one) => one === value)).toHaveLength(count);
      }),
    );
  });

  it('include the frequent ones, never counted too high', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 1e6 }), (every, seed) => {
        const values = new Frequent();
        let often = 0;
        for (let i = 0; i < 5000; i++) {
          const isOften = i % (every + 1) === 0;
          if (isOften) often += 1;
          values.add(isOften ? 'often' : `once ${seed + i}`);
        }
        const [first] = values.top(1);
        expect(first!.value).toBe('often');
        expect(first!.count).toBeLessThanOrEqual(often);
        expect(first!.count).toBeGreaterThanOrEqual(often - 5000 / maxCounted);
        expect(values.distinct.exact).toBe(false);
      }),
    );
  });

  it('of long texts are distinguished by their ends too', () => {
    const values = new Frequent();
    const start = 'x'.repeat(300);
    for (let i = 0; i < 10; i++) values.add(`${start}${i % 5}`);
    expect(values.distinct).toEqual({ count: 5, exact: true });
  });
});

describe('statistics of previews: sampling', () => {
  const lookedAt = (count: number): number[] => {
    const sampling = new Sampling<number[]>(() => []);
    for (let i = 0; i < count; i++) {
      if (sampling.looks) sampling.add((list) => list.push(i));
      else sampling.skip();
    }
    expect(sampling.count).toBe(count);
    return sampling.result;
  };

  it('takes all rows while they are few', () => {
    for (const count of [0, 1, 100, allLooked])
      expect(lookedAt(count)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it.each([allLooked + 1, 5000, 4 * allLooked, 4 * allLooked + 1, 100_000, 1_000_000])(
    'takes an even part of %i',
    (count) => {
      const looked = lookedAt(count);
      const part = 4 ** Math.ceil(Math.log(count / allLooked) / Math.log(4));
      expect(looked.length / (count / part)).toBeCloseTo(1, 1);
      expect(looked.length).toBeGreaterThan(allLooked / 5);
      // In each tenth of them as many, and odd ones as often as even ones.
      for (let i = 0; i < 10; i++) {
        const within = looked.filter((one) => Math.floor((10 * one) / count) === i).length;
        expect(within / looked.length).toBeCloseTo(0.1, 1);
      }
      expect(looked.filter((one) => one % 2 === 0).length / looked.length).toBeCloseTo(0.5, 1);
    },
  );
});

describe('statistics of previews: column', () => {
  const column = (list: readonly unknown[], name = 'c') => {
    const made = new Column(new Redactor());
    for (const one of list) made.add(one);
    return made.finish(name);
  };

  it('of numbers', () => {
    expect(column([3, 1, null, 2, undefined, 2])).toEqual({
      name: 'c',
      type: 'integer',
      looked: 6,
      nulls: 2,
      distinct: { count: 3, exact: true },
      min: 1,
      max: 3,
      mean: 2,
      deviation: Math.SQRT1_2,
      histogram: { from: 1, to: 4, counts: [1, 2, 1] },
      top: [{ value: 2, count: 2 }, { value: 3, count: 1 }, { value: 1, count: 1 }], // prettier-ignore
    });
    expect(column([0.5, Number.NaN])).toMatchObject({ type: 'number', min: 0.5, max: 0.5, histogram: null });
  });

  it('of dates, texts, booleans and values without figures', () => {
    const days = [1, 2, 4].map((day) => new Date(Date.UTC(2026, 10, day)));
    expect(column(days)).toMatchObject({ type: 'date', min: days[0]!.toISOString(), max: days[2]!.toISOString() });
    expect(column(days).histogram!.counts.reduce((a, b) => a + b)).toBe(3);
    expect(column(['b', 'a', 'b'])).toMatchObject({ type: 'text', min: 'a', max: 'b', top: [{ value: 'b', count: 2 }, { value: 'a', count: 1 }] }); // prettier-ignore
    expect(column([true, false, true])).toMatchObject({ type: 'boolean', distinct: { count: 2, exact: true } });
    expect(column([{ a: 1 }, [1]])).toMatchObject({ type: 'object, list', min: null, distinct: null });
    expect(column([1, 'a'])).toMatchObject({ type: 'integer, text', min: null, mean: null, top: [] });
    expect(column([null, null])).toMatchObject({ type: 'null', nulls: 2, looked: 2 });
    expect(column([new Date(Number.NaN)])).toMatchObject({ type: 'date', min: null });
  });
});
