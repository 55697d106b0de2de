import { describe, expect, test } from 'vitest';
import { accuracy, balancedAccuracy, kappa, mcc } from '../../src/families/classification-metrics.ts';
import { clustersOf, silhouette } from '../../src/families/clustering-metrics.ts';
import { classesOf, confusionOf } from '../../src/families/confusion.ts';
import { mase } from '../../src/families/forecast-metrics.ts';
import { logLoss } from '../../src/families/probability-metrics.ts';
import { ndcg } from '../../src/families/ranking-metrics.ts';
import { r2, residualsOf } from '../../src/families/regression-metrics.ts';
import { averagePrecision, countScores } from '../../src/families/score-curves.ts';

describe('rows to evaluate', () => {
  test.each<[string, () => unknown, string, string]>([
    ['no rows', () => classesOf([], [], undefined), 'NO_ROWS', 'truth has no rows, so there is nothing to evaluate.'],
    ['unequal lengths', () => residualsOf([1, 2], [1]), 'UNEQUAL_ROWS', 'predicted has 1 rows, and truth has 2.'],
    ['NaN', () => residualsOf([1, NaN], [1, 2]), 'NOT_A_NUMBER', 'truth of row 1 is NaN, and must be a finite number.'],
    [
      'no probability',
      () => logLoss([1, 0], [0.5, 1.5]),
      'NOT_A_NUMBER',
      'scores of row 1 is 1.5, and must be a probability, from 0 to 1.',
    ],
    [
      'a negative weight',
      () => countScores([1, 0], [1, 2], [1, -1]),
      'NOT_A_NUMBER',
      'weights of row 1 is -1, and must be 0 or more.',
    ],
    ['no weight', () => residualsOf([1], [1], [0]), 'NO_ROWS', 'weights, which are all 0, has no rows'],
    [
      'an unseen label',
      () => classesOf(['a', 'b'], ['a', 'c'], ['a', 'b']),
      'UNKNOWN_LABEL',
      'predicted of row 1 is c, which is none of the labels a, b.',
    ],
    [
      'a list with an infinite score',
      () => ndcg({ relevance: [[1, 0]], scores: [[Infinity, 0]] }),
      'NOT_A_NUMBER',
      'scores of list 0 of row 0 is Infinity',
    ],
  ])('are refused with %s', (_, evaluate, code, message) => {
    expect(evaluate).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test('of one class give what is defined, and a sentence for what is not', () => {
    const confusion = confusionOf(classesOf(['a', 'a'], ['a', 'a'], undefined));
    expect([accuracy(confusion), balancedAccuracy(confusion), mcc(confusion)]).toEqual([1, 1, 0]);
    expect(kappa(confusion)).toEqual({
      because: 'truth and prediction are one class alone: chance would agree as well',
    });
    expect(averagePrecision(countScores([0, 0], [0.1, 0.2]))).toEqual({ because: 'no row is positive' });
    expect(r2(residualsOf([1], [2]))).toEqual({ because: 'there is one row only' });
    expect(mase(residualsOf([1], [2]), [3, 3, 3])).toEqual({
      because: 'the history is the same in every season: a naive forecast has no error',
    });
    expect(silhouette(clustersOf([[0], [1]], ['a', 'a']))).toEqual({
      because: "1 clusters of 2 points can't be told apart: it takes 2 or more, and fewer than points",
    });
  });
});
