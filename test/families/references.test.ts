import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  averaged,
  balancedAccuracy,
  f1Of,
  kappa,
  mcc,
  precisionOf,
  recallOf,
} from '../../src/families/classification-metrics.ts';
import {
  adjustedRand,
  calinskiHarabasz,
  clustersOf,
  daviesBouldin,
  normalizedMutualInfo,
  silhouette,
} from '../../src/families/clustering-metrics.ts';
import { type Confusion, type Tally, classesOf, confusionOf, talliesOf } from '../../src/families/confusion.ts';
import { intervalCoverage, intervalWidth, mase } from '../../src/families/forecast-metrics.ts';
import { hammingLoss, labelRowsOf, labelTallies, subsetAccuracy } from '../../src/families/multilabel-metrics.ts';
import { type MetricValue, hasValue } from '../../src/families/no-value.ts';
import { brier, calibration, logLoss, multiclassLogLoss } from '../../src/families/probability-metrics.ts';
import { dcg, labelRankingPrecision, ndcg } from '../../src/families/ranking-metrics.ts';
import {
  explainedVariance,
  mae,
  mape,
  maxError,
  medianAbsoluteError,
  mse,
  pinballLoss,
  r2,
  residualQuantiles,
  residualsOf,
  rmse,
  smape,
} from '../../src/families/regression-metrics.ts';
import { averagePrecision, countScores, rocAuc, rocCurve } from '../../src/families/score-curves.ts';

interface Case {
  readonly kind: 'binary' | 'multiclass' | 'multilabel' | 'regression' | 'forecast' | 'ranking' | 'clustering';
  readonly name: string;
  readonly expect: Readonly<Record<string, any>>;
  readonly [input: string]: any;
}

const readCases = (file: string): readonly Case[] =>
  (JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { readonly cases: readonly Case[] }).cases;
/** What scikit-learn answered; `make-references.py` asked the second half of it. */
const cases = [...readCases('references.json'), ...readCases('more-references.json')];

type Answer = MetricValue | readonly number[] | readonly (readonly number[])[];

const grid = ({ labels, counts }: Confusion): number[][] =>
  labels.map((_, k) => [...counts.subarray(k * labels.length, (k + 1) * labels.length)]);

function calibrationLists(truth: number[], scores: number[]): number[][] {
  const bins = calibration(truth, scores);
  return [bins.map(({ predicted }) => predicted), bins.map(({ observed }) => observed)];
}

function averages(tallies: readonly Tally[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const average of ['macro', 'micro', 'weighted'] as const) {
    found[`precision_${average}`] = averaged(tallies, precisionOf, average);
    found[`recall_${average}`] = averaged(tallies, recallOf, average);
    found[`f1_${average}`] = averaged(tallies, f1Of, average);
  }
  return found;
}

const answers: Record<Case['kind'], (one: Case) => Record<string, Answer>> = {
  binary({ truth, scores, threshold, weights: given }) {
    const weights = given ?? undefined;
    const predicted = scores.map((score: number) => Number(score >= threshold));
    const confusion = confusionOf(classesOf(truth, predicted, [0, 1]), weights);
    const positive = talliesOf(confusion)[1]!;
    const counts = countScores(truth, scores, weights);
    return {
      accuracy: accuracy(confusion),
      balancedAccuracy: balancedAccuracy(confusion),
      precision: precisionOf(positive),
      recall: recallOf(positive),
      f1: f1Of(positive),
      rocAuc: rocAuc(counts),
      averagePrecision: averagePrecision(counts),
      logLoss: logLoss(truth, scores, weights),
      brier: brier(truth, scores, weights),
      mcc: mcc(confusion),
      kappa: kappa(confusion),
      confusion: grid(confusion),
      rocPoints: rocCurve(counts).x.length,
      calibration: calibrationLists(truth, scores),
    };
  },
  multilabel({ truth, predicted, weights }) {
    const rows = labelRowsOf(truth, predicted, { weights: weights ?? undefined });
    return { subsetAccuracy: subsetAccuracy(rows), hammingLoss: hammingLoss(rows), ...averages(labelTallies(rows)) };
  },
  forecast({ truth, predicted, history, season, lower, upper }) {
    const residuals = residualsOf(truth, predicted);
    return {
      mase: mase(residuals, history, season),
      smape: smape(residuals),
      coverage: intervalCoverage(residuals, { lower, upper }),
      width: intervalWidth(residuals, { lower, upper }),
    };
  },
  multiclass({ truth, probabilities, labels, weights: given }) {
    const weights = given ?? undefined;
    const predicted = probabilities.map((row: number[]) => labels[row.indexOf(Math.max(...row))]);
    const classes = classesOf(truth, predicted, labels);
    const confusion = confusionOf(classes, weights);
    const found: Record<string, Answer> = {
      accuracy: accuracy(confusion),
      balancedAccuracy: balancedAccuracy(confusion),
      logLoss: multiclassLogLoss(classes.truth, probabilities, weights),
      mcc: mcc(confusion),
      kappa: kappa(confusion),
      confusion: grid(confusion),
      ...averages(talliesOf(confusion)),
    };
    const areas = labels.map((_: unknown, k: number) => {
      const isPositive = classes.truth.map((label) => Number(label === k));
      return rocAuc(
        countScores(
          isPositive,
          probabilities.map((row: number[]) => row[k]),
          weights,
        ),
      );
    });
    const support = talliesOf(confusion).map((tally) => tally.support);
    const all = support.reduce((sum, weight) => sum + weight, 0);
    found['rocAucOvr_macro'] = areas.reduce((sum: number, area: number) => sum + area, 0) / areas.length;
    found['rocAucOvr_weighted'] =
      areas.reduce((sum: number, area: number, k: number) => sum + area * support[k]!, 0) / all;
    return found;
  },
  regression({ truth, predicted, weights }) {
    const residuals = residualsOf(truth, predicted, weights ?? undefined);
    return {
      mae: mae(residuals),
      mse: mse(residuals),
      rmse: rmse(residuals),
      medAe: medianAbsoluteError(residuals),
      r2: r2(residuals),
      mape: mape(residuals),
      maxError: maxError(residuals),
      explainedVariance: explainedVariance(residuals),
      pinball90: pinballLoss(residuals, 0.9),
      quantiles: residualQuantiles(residuals, [0, 0.05, 0.5, 0.95, 1]),
    };
  },
  ranking({ relevance, scores, k }) {
    const rankings = { relevance, scores };
    return {
      ndcg: ndcg(rankings, k),
      ndcgAll: ndcg(rankings),
      dcg: dcg(rankings, k),
      lrap: labelRankingPrecision(rankings),
    };
  },
  clustering({ points, labels, truth }) {
    const clusters = clustersOf(points, labels);
    return {
      silhouette: silhouette(clusters),
      daviesBouldin: daviesBouldin(clusters),
      calinskiHarabasz: calinskiHarabasz(clusters),
      adjustedRand: adjustedRand(truth, labels),
      normalizedMutualInfo: normalizedMutualInfo(truth, labels),
    };
  },
};

const near = (expected: unknown): unknown =>
  Array.isArray(expected)
    ? expected.map(near)
    : expect.closeTo(expected as number, 9 - Math.max(0, Math.ceil(Math.log10(Math.abs(expected as number) || 1))));

describe('metrics equal those of scikit-learn', () => {
  test.each(cases.map((one) => [`${one.kind}, ${one.name}`, one] as const))('%s', (_, one) => {
    const found = answers[one.kind](one);
    for (const [metric, expected] of Object.entries(one.expect)) {
      // It has no answer where there is one class alone. Here there is one that is defined, or a sentence.
      if (expected === null) expect(found[metric], metric).toEqual(expect.toSatisfy(isDefined));
      else expect(found[metric], metric).toEqual(near(expected));
    }
  });
});

const isDefined = (value: MetricValue): boolean => (hasValue(value) ? Number.isFinite(value) : value.because !== '');
