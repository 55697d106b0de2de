import { describe, expect, test } from 'vitest';
import { orderDescending } from '../../src/families/order.ts';
import { areaUnder, countScores, precisionRecallCurve, rocAuc, rocCurve } from '../../src/families/score-curves.ts';
import { thinCurve } from '../../src/families/thin-curve.ts';
import { randoms, seed } from '../support/random.ts';

const random = randoms(seed);

/** Rows whose scores tell positive from negative ones more or less; `steps` makes many of them equal. */
function drawRows(rows: number, apart: number, steps = Infinity) {
  const isPositive = Uint8Array.from({ length: rows }, () => Number(random() < 0.3));
  const scores = Float64Array.from(isPositive, (positive) => {
    const score = random() + apart * positive;
    return Number.isFinite(steps) ? Math.round(score * steps) / steps : score;
  });
  return { isPositive, scores };
}

describe('score curves', () => {
  test('rows are put in the order of their scores, equal ones as they came', () => {
    for (const numbers of [[], [1], [0, -0, 0], [-1, 1, -2, 2, 0.5, -0.5, 1e-310, -1e-310, 1e300, -1e300]]) {
      const expected = numbers.map((_, row) => row).toSorted((a, b) => numbers[b]! - numbers[a]!);
      expect([...orderDescending(numbers)]).toEqual(expected);
    }
    const many = Float64Array.from({ length: 5000 }, () => Math.round((random() - 0.5) * 1000) / 100);
    const expected = Array.from(many, (_, row) => row).toSorted((a, b) => many[b]! - many[a]!);
    expect([...orderDescending(many)]).toEqual(expected);
  });

  test('the area under a ROC curve is the share of pairs that are in the right order', () => {
    for (let round = 0; round < 20; round++) {
      const { isPositive, scores } = drawRows(60, 0.4, round % 2 ? 5 : Infinity);
      let right = 0;
      let pairs = 0;
      for (const [i, positive] of isPositive.entries()) {
        for (const [j, other] of isPositive.entries()) {
          if (!positive || other) continue;
          pairs += 1;
          right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
        }
      }
      const area = rocAuc(countScores(isPositive, scores));
      if (pairs > 0) expect(area).toBeCloseTo(right / pairs, 12);
      else expect(area).toEqual({ because: 'truth is one class alone' });
    }
  });

  test.each([600, 1000, 3000, 100_000, 1_000_000])(
    '512 points of a curve of %i rows keep its area and its ends',
    (rows) => {
      for (const [apart, steps] of [
        [0, Infinity],
        [0.3, Infinity],
        [1, Infinity],
        [0.2, 700],
      ] as const) {
        const { isPositive, scores } = drawRows(rows, apart, steps);
        const counts = countScores(isPositive, scores);
        for (const curve of [rocCurve(counts), precisionRecallCurve(counts)]) {
          const thin = thinCurve(curve);
          expect(thin.x.length).toBeLessThanOrEqual(512);
          expect(Math.abs(areaUnder(thin) - areaUnder(curve))).toBeLessThan(1e-4);
          expect([thin.x[0], thin.y[0], thin.x.at(-1), thin.y.at(-1)]).toEqual([
            curve.x[0],
            curve.y[0],
            curve.x.at(-1),
            curve.y.at(-1),
          ]);
        }
      }
    },
  );
});
