import { describe, expect, test } from 'vitest';
import { isBetter, isOfAllRows } from '../../src/families/metric-names.ts';

describe('names of metrics', () => {
  test.each([
    ['auc', 0.1, true],
    ['auc', -0.1, false],
    ['holdout.f1Macro[machine=M-14]', 0.1, true],
    ['holdout.logLoss', 0.1, false],
    ['rmse', -1, true],
    ['auc', 0, undefined],
    ['coverage', 0.1, undefined],
    ['rows', 12, undefined],
  ])('tell whether a change is for the better: %s by %s', (metric, by, expected) => {
    expect(isBetter(metric, by)).toBe(expected);
  });

  test('tell a figure of all rows from that of a slice', () => {
    expect(['auc', 'holdout.auc', 'holdout.auc[machine=M-14]'].map(isOfAllRows)).toEqual([true, true, false]);
  });
});
