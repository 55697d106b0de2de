import {
  accuracy,
  averaged,
  balancedAccuracy,
  f1Of,
  kappa,
  mcc,
  precisionOf,
  recallOf,
} from './classification-metrics.ts';
import { type Confusion, type Label, classesOf, confusionOf, sortedLabels, talliesOf } from './confusion.ts';
import { noScores, scoresOfOneClass } from './errors.ts';
import { type Evaluation, type Slices, evaluationOf, pick, pickNumbers } from './evaluation.ts';
import { type MetricValue, hasValue, noValue } from './no-value.ts';
import { brier, calibration, checkProbabilityRows, logLoss, multiclassLogLoss } from './probability-metrics.ts';
import { checkLength, checkNotEmpty, weightsOf, type Numbers } from './rows.ts';
import { type Curve, averagePrecision, countScores, precisionRecallCurve, rocAuc, rocCurve } from './score-curves.ts';
import { thinCurve } from './thin-curve.ts';

/** The rows of a classifier: the true class of each, and what the model said. */
export interface ClassifierRows {
  readonly truth: ArrayLike<Label>;
  /** The classes that it chose. Left out: the likeliest by `scores`. */
  readonly predicted?: ArrayLike<Label>;
  /** Probabilities: of the second label where there are two, else a list for each row, in the order of the labels. */
  readonly scores?: Numbers | ArrayLike<Numbers>;
  /** All classes, in order. Default: those that are there, sorted. */
  readonly labels?: readonly Label[];
  /** From which score on a row counts as the second of two labels. Default: 0.5. */
  readonly threshold?: number;
  readonly weights?: Numbers;
  readonly slices?: Slices;
}

/** Evaluates a classifier of two classes, or of more. */
export function evaluateClassifier(rows: ClassifierRows): Evaluation {
  const { truth, scores, weights, slices } = rows;
  checkNotEmpty('truth', truth);
  const labels = rows.labels ?? labelsOf(rows);
  if (scores) checkLength('scores', scores, truth.length);
  if (typeof scores?.[0] === 'number' && labels.length !== 2) throw scoresOfOneClass(labels.map(String));
  const predicted = rows.predicted ?? predictedBy(rows, labels);
  const classes = classesOf(truth, predicted, labels);
  const confusion = confusionOf(classes, weights);
  const isBinary = labels.length === 2 && (scores === undefined || typeof scores[0] === 'number');
  const counts = labels.map((_, k) => [...confusion.counts.subarray(k * labels.length, (k + 1) * labels.length)]);
  const details = { slices, confusion: { labels, counts } };
  if (!isBinary) {
    const table = scores as ArrayLike<Numbers> | undefined;
    if (table) checkProbabilityRows(table, truth.length, labels.length);
    return evaluationOf('classifier', truth.length, (some) => multiclassFigures(some), details);
  }
  const isPositive = classes.truth;
  const ofScores = scores as Numbers | undefined;
  const all = ofScores && countScores(isPositive, ofScores, weights);
  return evaluationOf('classifier', truth.length, (some) => binaryFigures(some), {
    ...details,
    ...(all && {
      roc: pointsOf(rocCurve(all)),
      precisionRecall: pointsOf(precisionRecallCurve(all)),
      calibration: calibration(isPositive, ofScores!, weights ? { weights } : {}),
    }),
  });

  function confusionOfSome(some: readonly number[] | undefined): Confusion {
    return some
      ? confusionOf(classesOf(pick(truth, some), pick(predicted, some), labels), pickNumbers(weights, some))
      : confusion;
  }

  /** Gives figures in the order in which people ask for them. */
  function binaryFigures(some: readonly number[] | undefined): Record<string, MetricValue> {
    const ofSome = confusionOfSome(some);
    const positive = talliesOf(ofSome)[1]!;
    const { accuracy: right, ...others } = commonFigures(ofSome);
    const decided = { f1: f1Of(positive), precision: precisionOf(positive), recall: recallOf(positive), ...others };
    if (!ofScores) return { accuracy: right, ...decided };
    const [truths, chances, each] = [pick(isPositive, some), pick(ofScores, some), pickNumbers(weights, some)];
    const counted = countScores(truths, chances, each);
    return {
      accuracy: right,
      auc: rocAuc(counted),
      ...decided,
      averagePrecision: averagePrecision(counted),
      logLoss: logLoss(truths, chances, each),
      brier: brier(truths, chances, each),
    };
  }

  function multiclassFigures(some: readonly number[] | undefined): Record<string, MetricValue> {
    const ofSome = confusionOfSome(some);
    const tallies = talliesOf(ofSome);
    const figures: Record<string, MetricValue> = { ...commonFigures(ofSome) };
    for (const average of ['macro', 'micro', 'weighted'] as const) {
      const end = average[0]!.toUpperCase() + average.slice(1);
      figures[`precision${end}`] = averaged(tallies, precisionOf, average);
      figures[`recall${end}`] = averaged(tallies, recallOf, average);
      figures[`f1${end}`] = averaged(tallies, f1Of, average);
    }
    if (!scores) return figures;
    const [truths, table, each] = [
      pick(classes.truth, some),
      pick(scores as ArrayLike<Numbers>, some),
      pickNumbers(weights, some),
    ];
    return { ...figures, logLoss: multiclassLogLoss(truths, table, each), ...areas(truths, table, each) };
  }

  /** Each class against all others. */
  function areas(truths: Numbers, table: ArrayLike<Numbers>, each: Numbers | undefined): Record<string, MetricValue> {
    const support = weightsOf(each, truths.length);
    let [sum, weighted, whole] = [0, 0, 0];
    for (const k of labels.keys()) {
      const isClass = Uint8Array.from(truths, (label) => Number(label === k));
      const area = rocAuc(
        countScores(
          isClass,
          Float64Array.from(table, (row) => row[k]!),
          each,
        ),
      );
      const why = noValue(`${String(labels[k])} is missing from truth, or all of it`);
      if (!hasValue(area)) return { aucMacro: why, aucWeighted: why };
      const weight = support.reduce((total, of, row) => total + of * isClass[row]!, 0);
      sum += area;
      weighted += area * weight;
      whole += weight;
    }
    return { aucMacro: sum / labels.length, aucWeighted: weighted / whole };
  }
}

const commonFigures = (confusion: Confusion) => ({
  accuracy: accuracy(confusion),
  balancedAccuracy: balancedAccuracy(confusion),
  mcc: mcc(confusion),
  kappa: kappa(confusion),
});

function pointsOf(curve: Curve): { readonly x: readonly number[]; readonly y: readonly number[] } {
  const { x, y } = thinCurve(curve);
  return { x: [...x], y: [...y] };
}

function labelsOf({ truth, predicted, scores }: ClassifierRows): readonly Label[] {
  const found = sortedLabels(truth, predicted ?? []);
  // One class alone has another beside it that has no rows: 0 beside 1, false beside true.
  if (found.length === 1 && scores && typeof scores[0] === 'number') {
    if (typeof found[0] === 'boolean') return [false, true];
    if (found[0] === 0 || found[0] === 1) return [0, 1];
  }
  return found;
}

function predictedBy({ truth, scores, threshold = 0.5 }: ClassifierRows, labels: readonly Label[]): ArrayLike<Label> {
  if (!scores) throw noScores();
  return Array.from(truth, (_, row) => {
    const score = scores[row]!;
    if (typeof score === 'number') return labels[Number(score >= threshold)]!;
    let best = 0;
    for (let k = 1; k < score.length; k++) if (score[k]! > score[best]!) best = k;
    return labels[best]!;
  });
}
